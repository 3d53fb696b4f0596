import type { MeasureName, QualityPolicy } from '../domain/quality.js';

/** A measure's value beyond `bound` on one side: what is wrong, and what to do about it. */
export interface Side {
  /** The last native value that each level accepts; a level without one accepts all. */
  readonly bound: Partial<Record<Exclude<QualityPolicy['level'], 'off'>, number>>;
  readonly problem: string;
  readonly advice: string;
}

/** How a value is told: "opening 0.04", "52 degrees", "35%". */
export interface Scale {
  /** In front of the value. */
  readonly name?: string;
  /** Behind it. */
  readonly unit?: string;
  /** Digits after the point. */
  readonly digits: number;
  /** The native value is a share, 0 to 1. */
  readonly percent?: boolean;
  /** The side says what the sign means. */
  readonly signless?: boolean;
}

/** What is asked of a measure. */
export interface Limit {
  readonly measure: MeasureName;
  readonly scale: Scale;
  /** The value is too small. */
  readonly low?: Side;
  /** The value is too great. */
  readonly high?: Side;
  /** A native value between the two sides, where a measure has both. */
  readonly middle?: number;
  /** Not told where one of these is, and beyond what standard accepts: that explains it. */
  readonly explainedBy?: readonly MeasureName[];
}
