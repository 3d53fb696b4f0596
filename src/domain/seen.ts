import type { MeasureName, Quality } from './quality.js';

/** Components of quality measures, whole numbers from 0 (useless) to 100 (ideal); one that was not assessed is absent. */
export type Measured = Readonly<Partial<Record<MeasureName, number>>>;

/** The measures among `names` that were assessed. */
export function measuredOf({ measures }: Quality, names: readonly MeasureName[]): Measured {
  const assessed = measures.flatMap(({ name, component }) =>
    component !== undefined && names.includes(name) ? [[name, Math.round(component)]] : [],
  );
  return Object.fromEntries(assessed);
}

/** Another user whose face a photo resembles. */
export interface Resembles {
  readonly userId: string;
  /** The template that was compared; absent where it is of a photo of the same batch. */
  readonly faceId?: string;
  /** The photo of the same run that was compared, by its number. */
  readonly item?: number;
  /** Cosine, -1 to 1. */
  readonly similarity: number;
  /** The similarity from which two faces are taken for one person's. */
  readonly threshold: number;
  /** Whether that user's photo also resembles this user's face: the two may be swapped. */
  readonly swapped?: true;
}

/** A photo file when it was read: one of another size or time is another photo. */
interface SeenFile {
  readonly size: number;
  /** Time of the last change, milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** What the journal of runs keeps of a photo in addition to its outcome: reports are drawn from it. */
export interface Seen {
  readonly measures?: Measured;
  readonly resembles?: Resembles;
  /** Absent where the photo is no file, or was not opened. */
  readonly photo?: SeenFile;
}
