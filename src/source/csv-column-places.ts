import { normalized } from '../domain/csv-fields.js';
import type { Column } from './csv-headings.js';

/** Where the customer's columns are that have a meaning of their own: found once for all rows. */
export interface ColumnPlaces {
  /** By what they are for; of photos and fields, of which there are several, the first. */
  readonly of: ReadonlyMap<Column['use']['kind'], number>;
  /** In the order of their slots. */
  readonly photos: readonly { readonly place: number; readonly slot: number }[];
  /** The heading of the user IDs, by which a row of headings is known that stands there again. */
  readonly userIdHeading: string;
}

/** The places of these columns. */
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
