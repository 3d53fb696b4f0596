import type { MeasureName, QualityPolicy } from '../domain/quality.js';

/** The fault of a measure beyond `bound` on one side, and what to do about it. */
export interface Side {
  /** The last native value that each level accepts; a level without one accepts all. */
  readonly bound: Partial<Record<Exclude<QualityPolicy['level'], 'off'>, number>>;
  readonly problem: string;
  readonly advice: string;
}

/** How messages show a value: "opening 0.04", "52 degrees", "35%". */
export interface Scale {
  /** Before the value. */
  readonly name?: string;
  /** After the value. */
  readonly unit?: string;
  /** Decimal places. */
  readonly digits: number;
  /** The native value is a share, 0 to 1. */
  readonly percent?: boolean;
  /** The sign is left out, because the side's text gives it. */
  readonly signless?: boolean;
}

/** The limits of one measure. */
export interface Limit {
  readonly measure: MeasureName;
  readonly scale: Scale;
  /** For values that are too small. */
  readonly low?: Side;
  /** For values that are too great. */
  readonly high?: Side;
  /** A native value between the two sides of a measure. */
  readonly middle?: number;
  /** Not reported when one of these is outside standard's limits and explains it. */
  readonly explainedBy?: readonly MeasureName[];
}
