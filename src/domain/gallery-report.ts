import type { Deletion } from './deletion.js';
import type { Periods } from './periods.js';
import type { MeasuredSpread } from './run-report.js';
import type { Found } from './strength.js';

/** Ages of templates, from the youngest: each up to the beginning of the next. */
export const AGES = [
  { age: 'month', from: 0 },
  { age: 'quarter', from: 30 },
  { age: 'half', from: 91 },
  { age: 'year', from: 182 },
  { age: 'two', from: 365 },
  { age: 'five', from: 730 },
  { age: 'older', from: 1826 },
] as const satisfies readonly { readonly age: string; readonly from: number }[];

export type Age = (typeof AGES)[number]['age'];

/** Two users whose faces are so similar that they may be one person. */
export interface SuspectedPair {
  readonly users: readonly [SuspectedUser, SuspectedUser];
  /** Cosine, -1 to 1, of their most similar templates. */
  readonly similarity: number;
  /** The share of pairs of different people that are at least as similar; null if unknown. */
  readonly fmr: number | null;
}

export interface SuspectedUser {
  readonly userId: string;
  /** The template that was compared. */
  readonly faceId: string;
}

/** What the comparison of a collection with itself found. */
export interface Suspicions {
  readonly pairs: number;
  /** The most similar ones. */
  readonly first: readonly SuspectedPair[];
  /** Exceptions, which are not among them. */
  readonly allowed: number;
  /** The similarity from which on two users are suspected. */
  readonly similarity: number;
  /** Pairs of templates of different people that are as similar by chance, to be expected. */
  readonly falseAlarms: number | null;
}

/** The similarity that decides in a gallery of a size, at a rate of false alarms of searches (FPIR). */
export interface SizedThreshold {
  readonly templates: number;
  readonly fpir: number;
  /** The rate of a single comparison that this takes. */
  readonly fmr: number;
  readonly similarity: number;
  /** Whether nobody has counted false matches that rare. */
  readonly extrapolated: boolean;
  /** The share of second photos found there; undefined where it was not measured. */
  readonly found: Found | undefined;
}

/** What similarities mean for the size of a collection. */
export interface GalleryThresholds {
  /** What searches and imports use unless told: for the templates there are. */
  readonly inUse: SizedThreshold;
  /** Whether the table was measured in the collection itself (`calibrate --store`). */
  readonly isOwn: boolean;
  readonly measuredOn: string;
  /** The least false match rate that was counted. */
  readonly measuredTo: number;
  /** The greatest number of templates for which the rate in use was measured. */
  readonly holdsTo: number;
  /** The same rate in galleries of other sizes, and this one among them. */
  readonly bySize: readonly SizedThreshold[];
  /** Other rates in a gallery of this size. */
  readonly byRate: readonly SizedThreshold[];
}

/** What `purge --due` deletes by some day. */
export interface DueDeletions {
  /** Users with everything, and users whose faces alone are deleted. */
  readonly users: number;
  readonly faces: number;
  readonly templates: number;
  readonly first: readonly Pick<Deletion, 'userId' | 'what' | 'date'>[];
}

/** A look at a whole collection. */
export interface GalleryReport {
  readonly collection: string;
  readonly encoder: string;
  /** Undefined if no pack here has the encoder. */
  readonly pack: string | undefined;
  readonly users: number;
  readonly enrolled: number;
  readonly templates: number;
  /** Users by when the oldest of their templates was made. */
  readonly enrollment: Periods;
  readonly quality: readonly MeasuredSpread[];
  readonly encoders: readonly {
    readonly encoder: string;
    readonly pack: string | undefined;
    readonly templates: number;
  }[];
  readonly ages: readonly { readonly age: Age; readonly templates: number }[];
  readonly faceless: { readonly users: number; readonly first: readonly string[] };
  /** Why there was no comparison, if there was none; null if no pack here has the encoder. */
  readonly suspicions: Suspicions | { readonly reason: string | null };
  /** Undefined if nobody is enrolled, or nobody has measured what similarities mean. */
  readonly thresholds: GalleryThresholds | undefined;
  readonly retention: {
    readonly due: DueDeletions;
    /** In the next 30 days. */
    readonly soon: DueDeletions;
    /** Dates that cannot be read, and therefore have no effect. */
    readonly unreadable: number;
  };
}
