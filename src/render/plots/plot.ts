import type { Similarities } from '../../domain/calibration.js';
import type { Ink, Place } from './inks.js';

/** Where a plot stands, and how wide it is. */
export interface PlotLook {
  readonly place: Place;
  /** In pixels; letters keep their size, so that a plot is drawn for the width it is shown at. */
  readonly width: number;
}

/** What a plot is called; a page shows it as the caption, a file within the picture. */
interface Titled {
  readonly title: string;
}

/** A line at a value, with what it means. */
export interface Mark {
  readonly at: number;
  readonly words: string;
  /** The threshold's unless told. */
  readonly ink?: Extract<Ink, 'threshold' | 'pack' | 'other'>;
  readonly dashed?: boolean;
}

export interface HistogramData extends Titled {
  /** The name of the axis of values. */
  readonly axis: string;
  /** Ascending; each begins where the one before it ends. */
  readonly bars: readonly { readonly from: number; readonly to: number; readonly count: number }[];
  readonly mark?: Mark;
}

export interface TimelineData extends Titled {
  readonly phases: readonly {
    readonly label: string;
    /** Milliseconds since the beginning. */
    readonly from: number;
    readonly to: number;
    /** Its duration and what was done, for people. */
    readonly words: string;
  }[];
}

export interface SimilarityData extends Titled {
  /** On what they were measured: shown below the title. */
  readonly facts?: string;
  readonly axis: string;
  /** The name of the axis of counts, which is logarithmic. */
  readonly countAxis: string;
  readonly similarities: Similarities;
  /** What is counted; `same` is drawn only where it has a word. */
  readonly words: { readonly different: string; readonly same?: string };
  readonly marks: readonly Mark[];
}

export interface SeriesData extends Titled {
  /** One after another: months, or weeks. */
  readonly bars: readonly { readonly label: string; readonly count: number }[];
}

export interface PartsData extends Titled {
  readonly parts: readonly {
    readonly label: string;
    readonly count: number;
    /** The count, for people. */
    readonly words: string;
  }[];
}

export interface IntervalData extends Titled {
  readonly axis: string;
  /** A value of 0 has no place on a logarithmic axis, and is drawn at its left end. */
  readonly scale: 'linear' | 'log';
  readonly rows: readonly {
    readonly label: string;
    readonly value: number;
    /** The ends of the interval. */
    readonly low: number;
    readonly high: number;
    /** What is below the label, such as "n = 120". */
    readonly note?: string;
  }[];
  readonly reference?: Mark;
  /** How values are written, at the axis too. */
  readonly format?: (value: number) => string;
}
