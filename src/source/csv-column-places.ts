import { normalized } from '../domain/csv-fields.js';
import type { Column } from './csv-headings.js';

/** Positions of the customer's columns that have a meaning, found once for all rows. */
export interface ColumnPlaces {
  /** Keyed by purpose; for photos and fields, which can repeat, the first. */
  readonly of: ReadonlyMap<Column['use']['kind'], number>;
  /** In the order of their slots. */
  readonly photos: readonly { readonly place: number; readonly slot: number }[];
  /** Heading of the user IDs; identifies a repeated heading row. */
  readonly userIdHeading: string;
}

export function columnPlaces(columns: readonly Column[]): ColumnPlaces {
  const kinds = columns.map(({ use }, place) => [use.kind, place] as const);
  const photos = columns.flatMap(({ use }, place) =>
    use.kind === 'photo' ? [{ place, slot: use.slot }] : [],
  );
  const of = new Map(kinds.toReversed());
  return {
    of,
    photos: photos.sort((a, b) => a.slot - b.slot),
    userIdHeading: normalized(columns[of.get('userId') ?? -1]?.heading ?? ''),
  };
}
