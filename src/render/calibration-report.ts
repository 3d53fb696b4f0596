import type { Calibration, Similarities } from '../domain/calibration.js';
import type { Outliers } from '../domain/outliers.js';
import type { Strength } from '../domain/strength.js';
import type { FmrTable } from '../domain/thresholds.js';

/** What `faceenroll calibrate` found. */
export interface CalibrationReport {
  readonly collection: string;
  readonly encoder: string;
  readonly pack: string;
  readonly packTable: FmrTable | undefined;
  /** What the pack finds by that table, if it was measured. */
  readonly packStrength: Strength | undefined;
  readonly users: number;
  readonly templates: number;
  /** Pairs of templates of different users: all, and those compared. */
  readonly allPairs: number;
  readonly pairs: number;
  readonly genuinePairs: number;
  readonly sampled: boolean;
  readonly seed: number;
  /** Recorded pairs of users who may look alike, which were left out. */
  readonly exceptions: number;
  readonly similarities: Similarities;
  readonly calibration: Calibration;
  readonly fpir: number;
  readonly suspicion: Outliers | undefined;
  /** The most similar suspicious pairs of users, at most ten. */
  readonly suspects: readonly {
    readonly userId: string;
    readonly otherUserId: string;
    readonly similarity: number;
  }[];
  readonly stored: boolean;
}
