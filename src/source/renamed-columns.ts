import { fieldOf, type Mapping, mappingOf, nameOf, normalized } from '../domain/csv-fields.js';
import { looksLikePhotos } from '../domain/photo-heading.js';
import { ALLOW_DUPLICATE_OF, CONSENT_COLUMNS } from '../domain/report-columns.js';
import { count, listed, quoted } from '../domain/text.js';
import { holdsPhotos } from './csv-photo-columns.js';
import type { CustomersColumns } from './csv-report.js';
import { SourceError } from './fatal.js';

/** Columns that an error report adds for the operator's decisions. */
const ASKED_FOR: ReadonlySet<string> = new Set([ALLOW_DUPLICATE_OF, ...CONSENT_COLUMNS]);

/** What a retry knows of the columns of a report. */
export interface RetryColumns {
  readonly file: string;
  /** --map of the run that is retried. */
  readonly past: ReadonlyMap<string, string>;
  /** --map of this run. */
  readonly map: ReadonlyMap<string, string>;
  /** The cells of the first rows. */
  readonly rows: readonly (readonly string[])[];
}

/** The columns, and what remains of --map after renamed ones are matched. */
interface Matched {
  readonly columns: CustomersColumns;
  readonly map: ReadonlyMap<string, string>;
}

/**
 * Finds the columns of an error report whose headings have changed. A renamed column must not be
 * read as reported while its corrections become other data.
 *
 * @param columns the reported ones (`reported` of them), then those added since
 * @throws {SourceError} when a column is gone, another is new, and nothing says which it is
 */
export function matchRenamed(
  columns: CustomersColumns,
  reported: number,
  retry: RetryColumns,
): Matched {
  const headings = columns.headings.slice(0, reported);
  const lost = headings.flatMap((heading, i) =>
    columns.places[i] === undefined ? [{ i, heading, use: useOf(heading, retry.past) }] : [],
  );
  const added = columns.headings
    .slice(reported)
    .map((heading, i) => ({ heading, place: columns.places[reported + i] as number }));
  const { again, map } = knownAgain(lost, added, retry.map);
  const stillLost = lost.filter((one) => !again.has(one));
  const stillAdded = added.filter(({ place }) => ![...again.values()].includes(place));
  const unexplained = stillAdded.filter((one) => !isExplained(one, map, retry));
  if (stillLost.length > 0 && unexplained.length > 0) {
    throw renamed(retry.file, stillLost, unexplained);
  }
  const hadPhotos = headings.some((heading) => useOf(heading, retry.past)?.kind === 'photo');
  if (hadPhotos) refusePhotos(retry, unexplained);
  const found = new Map([...again].map(([{ i }, place]) => [i, place]));
  return {
    columns: {
      headings: [...headings, ...stillAdded.map(({ heading }) => heading)],
      places: [
        ...headings.map((_, i) => columns.places[i] ?? found.get(i)),
        ...stillAdded.map(({ place }) => place),
      ],
    },
    map: withPast(map, retry.past, headings),
  };
}

/** Finds lost columns by --map or by field name; returns the rest of --map, too. */
function knownAgain(
  lost: readonly LostColumn[],
  added: readonly AddedColumn[],
  given: ReadonlyMap<string, string>,
): { readonly again: ReadonlyMap<LostColumn, number>; readonly map: ReadonlyMap<string, string> } {
  const again = new Map<LostColumn, number>();
  const map = new Map(given);
  for (const { heading, place } of added) {
    const named = entryFor(heading, map);
    const use = named ? mappingOf(named[1]) : fieldOf(heading);
    const column = lost.find(
      (one) => !again.has(one) && (named?.[1] === one.heading || isSameField(use, one.use)),
    );
    if (!column) continue;
    again.set(column, place);
    if (named) map.delete(named[0]);
  }
  return { again, map };
}

/** Whether an added column is not a renamed one: --map names it, or a report asks for it. */
function isExplained(
  { heading, place }: AddedColumn,
  map: ReadonlyMap<string, string>,
  { rows }: RetryColumns,
): boolean {
  if (entryFor(heading, map) || ASKED_FOR.has(heading)) return true;
  return heading.trim() === '' && cellsAt(rows, place).every((cell) => cell.trim() === '');
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
    `${quoted(file)} no longer has the ${gone.length === 1 ? 'column' : 'columns'} ${listed(gone)} of the report, ` +
      `but has ${count(added.length, 'column')} that the report did not have: ${listed(names)}. ${upper(listed(advice))}`,
  );
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Corrections in a column of their own would become data, and the old photos be enrolled. */
function refusePhotos({ file, rows }: RetryColumns, added: readonly AddedColumn[]): void {
  const photos = added.find(
    ({ heading, place }) =>
      fieldOf(heading) === undefined &&
      (looksLikePhotos(heading) || holdsPhotos(cellsAt(rows, place))),
  );
  if (!photos) return;
  throw new SourceError(
    `${quoted(file)} has a column ${quoted(photos.heading)} that looks like photos, and that the report had not: ` +
      'put the names into the column that was reported, or say what it is, ' +
      `--map ${quoted(`${photos.heading}=face_image_file2`)} or --map ${quoted(`${photos.heading}=other`)}`,
  );
}

/** The purpose of a reported column. */
function useOf(heading: string, past: ReadonlyMap<string, string>): Mapping | undefined {
  const named = entryFor(heading, past);
  return named ? mappingOf(named[1]) : fieldOf(heading);
}

function entryFor(
  heading: string,
  map: ReadonlyMap<string, string>,
): readonly [heading: string, name: string] | undefined {
  return [...map].find(([from]) => normalized(from) === normalized(heading));
}

function cellsAt(rows: RetryColumns['rows'], place: number): readonly string[] {
  return rows.map((cells) => cells[place] ?? '');
}

function isSameField(p: Mapping | undefined, q: Mapping | undefined): boolean {
  return p !== undefined && q !== undefined && nameOf(p) !== '' && nameOf(p) === nameOf(q);
}

/** The earlier run's --map applies to what the new one does not name. */
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
