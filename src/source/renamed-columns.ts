import { looksLikePhotos } from '../domain/photo-heading.js';
import { ALLOW_DUPLICATE_OF, CONSENT_COLUMNS } from '../domain/report-columns.js';
import { count, listed, quoted } from '../domain/text.js';
import { fieldOf, type Mapping, mappingOf, nameOf, normalized } from './csv-fields.js';
import { holdsPhotos } from './csv-photo-columns.js';
import type { CustomersColumns } from './csv-report.js';
import { SourceError } from './fatal.js';

/** Columns that a report adds for whoever answers it. */
const ASKED_FOR: ReadonlySet<string> = new Set([ALLOW_DUPLICATE_OF, ...CONSENT_COLUMNS]);

/** What a retry says of the columns of the report. */
export interface RetryColumns {
  readonly file: string;
  /** --map of the run that is retried. */
  readonly past: ReadonlyMap<string, string>;
  /** --map of this run. */
  readonly map: ReadonlyMap<string, string>;
  /** The cells of the first rows. */
  readonly rows: readonly (readonly string[])[];
}

/** The columns, and the --map that is left when renamed ones are known again. */
interface Matched {
  readonly columns: CustomersColumns;
  readonly map: ReadonlyMap<string, string>;
}

/**
 * Finds the columns of an error report whose headings were changed since. A column that was
 * renamed must not be read as reported, while what somebody has corrected becomes other data.
 *
 * @param columns those that were reported (`reported` of them), then those that the file has more
 * @throws {SourceError} where a column is gone and another one is new, and nobody says which it is
 */
export function matchRenamed(
  columns: CustomersColumns,
  reported: number,
  retry: RetryColumns,
): Matched {
  const places = columns.places.slice(0, reported);
  let added = columns.headings
    .slice(reported)
    .map((heading, i) => ({ heading, place: columns.places[reported + i] as number }));
  const fields = columns.headings.slice(0, reported).map((heading) => useOf(heading, retry.past));
  const map = new Map(retry.map);
  const gone = (): number[] => [...places.keys()].filter((i) => places[i] === undefined);
  const put = (isIt: (i: number) => boolean, place: number): boolean => {
    const i = gone().find(isIt);
    if (i === undefined) return false;
    places[i] = place;
    added = added.filter((one) => one.place !== place);
    return true;
  };
  for (const { heading, place } of added) {
    const named = [...map].find(([from]) => normalized(from) === normalized(heading));
    const use = named ? mappingOf(named[1]) : fieldOf(heading);
    const isIt = (i: number): boolean =>
      named?.[1] === columns.headings[i] || isSameField(use, fields[i]);
    if (put(isIt, place) && named) map.delete(named[0]);
  }
  const isNamed = ({ heading }: { heading: string }): boolean =>
    [...map.keys()].some((from) => normalized(from) === normalized(heading));
  const cellsAt = (place: number) => retry.rows.map((cells) => cells[place] ?? '');
  const unexplained = added.filter(
    (one) =>
      !isNamed(one) &&
      !ASKED_FOR.has(one.heading) &&
      (one.heading.trim() !== '' || cellsAt(one.place).some((cell) => cell.trim() !== '')),
  );
  if (gone().length > 0 && unexplained.length > 0) {
    const lost = gone().map((i) => ({ i, heading: columns.headings[i] ?? '', use: fields[i] }));
    throw renamed(retry.file, lost, unexplained);
  }
  if (fields.some((field) => field?.kind === 'photo')) refusePhotos(retry, unexplained, cellsAt);
  return {
    columns: {
      headings: [...columns.headings.slice(0, reported), ...added.map(({ heading }) => heading)],
      places: [...places, ...added.map(({ place }) => place)],
    },
    map: withPast(map, retry.past, columns.headings.slice(0, reported)),
  };
}

interface AddedColumn {
  readonly heading: string;
  readonly place: number;
}

interface LostColumn {
  readonly i: number;
  readonly heading: string;
  readonly use: Mapping | undefined;
}

function renamed(
  file: string,
  lost: readonly LostColumn[],
  added: readonly AddedColumn[],
): SourceError {
  const advice = added.map(({ heading, place }) => {
    if (heading.trim() === '') return `give column ${place + 1} the heading that it had`;
    const was = lost.find(({ i }) => i === place) ?? lost[0];
    const own = fieldOf(heading) ?? { kind: 'other' };
    const name = (was?.use && nameOf(was.use)) || was?.heading || '';
    return (
      `if ${quoted(heading)} is the column ${quoted(was?.heading ?? '')}, rename it back or say --map ${quoted(`${heading}=${name}`)}; ` +
      `if it is a column of your own, say --map ${quoted(`${heading}=${nameOf(own) || 'other'}`)}`
    );
  });
  const names = added.map(({ heading, place }) =>
    heading.trim() === '' ? `column ${place + 1} without a heading` : quoted(heading),
  );
  const gone = lost.map(({ heading }) => quoted(heading));
  return new SourceError(
    `${quoted(file)} has no ${gone.length === 1 ? 'column' : 'columns'} ${listed(gone)} any more, as the report had, ` +
      `but ${count(added.length, 'column')} that it had not: ${listed(names)}. ${upper(listed(advice))}`,
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Corrected names in a column of their own would be kept as data, and the old photos enrolled. */
function refusePhotos(
  { file }: RetryColumns,
  added: readonly AddedColumn[],
  cellsAt: (place: number) => readonly string[],
): void {
  const photos = added.find(
    ({ heading, place }) =>
      fieldOf(heading) === undefined && (looksLikePhotos(heading) || holdsPhotos(cellsAt(place))),
  );
  if (!photos) return;
  throw new SourceError(
    `${quoted(file)} has a column ${quoted(photos.heading)} that looks like photos, and that the report had not: ` +
      'put the names into the column that was reported, or say what it is, ' +
      `--map ${quoted(`${photos.heading}=face_image_file2`)} or --map ${quoted(`${photos.heading}=other`)}`,
  );
}

/** What a reported column was for. */
function useOf(heading: string, past: ReadonlyMap<string, string>): Mapping | undefined {
  const named = [...past].find(([from]) => normalized(from) === normalized(heading));
  return named ? mappingOf(named[1]) : fieldOf(heading);
}

function isSameField(p: Mapping | undefined, q: Mapping | undefined): boolean {
  return p !== undefined && q !== undefined && nameOf(p) !== '' && nameOf(p) === nameOf(q);
}

/** The --map of the earlier run holds for what the new one does not name. */
function withPast(
  map: ReadonlyMap<string, string>,
  past: ReadonlyMap<string, string>,
  reported: readonly string[],
): ReadonlyMap<string, string> {
  const headings = new Set([...map.keys()].map(normalized));
  const uses = [...map.values()].map(mappingOf);
  const kept = [...past].filter(
    ([heading, name]) =>
      !headings.has(normalized(heading)) &&
      !uses.some((use) => isSameField(use, mappingOf(name))) &&
      reported.some((one) => normalized(one) === normalized(heading)),
  );
  return new Map([...map, ...kept]);
}
