import {
  FIELD_NAMES,
  type Field,
  fieldOf,
  type Mapping,
  mappingOf,
  nameOf,
  normalized,
} from '../domain/csv-fields.js';
import { UsageError } from '../domain/fatal-error.js';
import { original } from '../domain/formula.js';
import { MAX_COLUMNS } from '../domain/limits.js';
import { nearest } from '../domain/nearest.js';
import { looksLikePhotos } from '../domain/photo-heading.js';
import { count, listed, number, quoted } from '../domain/text.js';
import { exportedName } from './csv-export.js';
import type { HeadingRow } from './csv-heading-row.js';
import { refuseUnnamedPhotos } from './csv-photo-columns.js';
import type { CustomersColumns } from './csv-report.js';
import { SourceError } from './fatal.js';

export interface Column {
  /** As in the file; in an error report, as in the original file. */
  readonly heading: string;
  readonly use:
    | Field
    /** Stored with the user's other data; `ifFilled` when the column has no heading. */
    | { readonly kind: 'extra'; readonly name: string; readonly ifFilled: boolean }
    | { readonly kind: 'ignored' };
}

interface Headings extends CustomersColumns {
  readonly file: string;
  /** Unique names for the headings: "Date" and "Date (2)". */
  readonly names: readonly string[];
}

/** Facts about a file that are known after its headings. */
type ReadHeadings = Pick<HeadingRow, 'delimiter' | 'row'> &
  CustomersColumns & { readonly isExport: boolean };

/**
 * What each of the customer's columns is for. Throws a SourceError where that is ambiguous.
 *
 * @param rows the cells of the first rows
 */
export function columnsOf(
  file: string,
  { headings, places, delimiter, row, isExport }: ReadHeadings,
  map: ReadonlyMap<string, string>,
  rows: readonly (readonly string[])[],
): readonly Column[] {
  if (headings.length > MAX_COLUMNS) {
    throw new SourceError(
      `${quoted(file)} has ${count(headings.length, 'column')}; at most ${number(MAX_COLUMNS)} are accepted. Is ${quoted(delimiter)} the delimiter (--delimiter)?`,
    );
  }
  const read = { file, headings, places, names: distinct(headings) };
  const uses = usesOf(read, map);
  refuseRepeated(read, uses);
  const kinds = [...uses.values()].map(({ kind }) => kind);
  if (!kinds.includes('userId')) {
    throw new SourceError(
      `${quoted(file)} has no user_id column; with the delimiter ${quoted(delimiter)} its headings${row > 1 ? ` in row ${row}` : ''} are ${listed(headings.map(quoted), 20)}. ` +
        "Name the column that holds the user ID (--map '<heading>=user_id'), the row of the headings (--heading-row), or the delimiter (--delimiter)",
    );
  }
  if (!kinds.includes('photo') && !isExport) {
    const others = read.names.flatMap((name, i) =>
      uses.has(i) ? [] : [{ place: places[i], name }],
    );
    refuseUnnamedPhotos(file, others, rows);
  }
  return headings.map((heading, i) => {
    const use = uses.get(i) ?? { kind: 'other' };
    return { heading, use: use.kind === 'other' ? extraUse(read, i, isExport) : use };
  });
}

/** Whether a heading names the user ID, which confirms the delimiter. */
export function namesUserId(
  headings: readonly string[],
  map: ReadonlyMap<string, string>,
): boolean {
  const names = [...map]
    .filter(([, field]) => fieldOf(field)?.kind === 'userId')
    .map(([heading]) => normalized(heading));
  return headings.some((heading) => {
    const name = normalized(original(heading));
    return names.includes(name) || fieldOf(name)?.kind === 'userId';
  });
}

/** A note on repeated headings whose columns are not fields of ours. */
export function repeatedNote(
  file: string,
  columns: readonly Column[],
  places: CustomersColumns['places'],
): string | undefined {
  const renamed = columns.flatMap(({ heading, use }, i) =>
    use.kind === 'extra' && heading.trim() !== '' && use.name !== heading
      ? [`${quoted(use.name)} (${columnNumber(places, i)})`]
      : [],
  );
  if (renamed.length === 0) return undefined;
  return `${quoted(file)} has headings several times; their cells are kept as ${listed(renamed)}`;
}

/** The position of a column, for messages. */
function columnNumber(places: CustomersColumns['places'], i: number): string {
  return `column ${(places[i] ?? i) + 1}`;
}

/** Makes headings unique, so that --map can name each. */
function distinct(headings: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return headings.map((heading) => {
    let name = heading;
    for (let n = 2; name.trim() !== '' && taken.has(name); n += 1) {
      const numbered = `${heading} (${n})`;
      name = headings.includes(numbered) ? name : numbered;
    }
    taken.add(name);
    return name;
  });
}

/**
 * Purposes of the customer's columns. --map has precedence: it takes a field away from the heading
 * with the field's name.
 */
function usesOf(
  headings: Headings,
  map: ReadonlyMap<string, string>,
): ReadonlyMap<number, Mapping> {
  const uses = new Map<number, Mapping>();
  for (const [heading, name] of map) {
    const [i, use] = mapped(headings, heading, name);
    if (uses.has(i)) throw new UsageError(`--map names ${quoted(heading)} twice`);
    uses.set(i, use);
  }
  const taken = new Set([...uses.values()].map(nameOf));
  for (const [i, heading] of headings.headings.entries()) {
    const field = fieldOf(heading);
    if (field === undefined || uses.has(i) || taken.has(nameOf(field))) continue;
    if (field.kind === 'photo' && field.slot === 0) {
      throw new SourceError(
        `${quoted(headings.file)} has the heading ${quoted(heading)}; photos are counted from face_image_file1`,
      );
    }
    uses.set(i, field);
  }
  return uses;
}

function mapped(
  { file, names }: Headings,
  heading: string,
  name: string,
): [column: number, use: Mapping] {
  const option = `--map ${quoted(`${heading}=${name}`)}`;
  const use = mappingOf(name);
  if (use === undefined || (use.kind === 'photo' && use.slot === 0)) {
    const proposed = looksLikePhotos(name)
      ? `face_image_file${/[1-9]\d{0,2}$/.exec(name)?.[0] ?? 1}`
      : nearest(name, FIELD_NAMES);
    throw new UsageError(
      `${option}: there is no field ${quoted(name)}, did you mean ${proposed}? ` +
        `The fields are ${listed(FIELD_NAMES, FIELD_NAMES.length)}; face_image_file3 and so on; ` +
        '"other" keeps a column as other data, and "ignore" leaves it out',
    );
  }
  const exact = names.indexOf(heading);
  const like = [...names.keys()].filter((i) => normalized(names[i] ?? '') === normalized(heading));
  if (exact < 0 && like.length > 1) {
    const which = like.map((i) => quoted(names[i] ?? ''));
    throw new UsageError(`${option}: ${quoted(file)} has ${listed(which)}; name one of them`);
  }
  const column = exact < 0 ? like[0] : exact;
  if (column === undefined || heading.trim() === '') {
    const proposed = nearest(heading, names.filter(Boolean));
    const question = proposed === undefined ? '' : `, did you mean ${quoted(proposed)}?`;
    throw new UsageError(`${option}: ${quoted(file)} has no heading ${quoted(heading)}${question}`);
  }
  return [column, use];
}

/** Throws when two columns are for one field, because either could be meant. */
function refuseRepeated(
  { file, headings, names, places }: Headings,
  uses: ReadonlyMap<number, Mapping>,
): void {
  const seen = new Map<string, number>();
  for (const [i, use] of [...uses].sort(([a], [b]) => a - b)) {
    const name = nameOf(use);
    const before = seen.get(name);
    if (before !== undefined) {
      const [first, second] = [before, i].map(
        (one) => `${quoted(headings[one] ?? '')} (${columnNumber(places, one)})`,
      );
      throw new SourceError(
        `${quoted(file)} has one heading twice: ${first} and ${second} are the same column to us. ` +
          `Rename one of them, or leave one out: --map ${quoted(`${names[i]}=ignore`)}`,
      );
    }
    if (name !== '') seen.set(name, i);
  }
}

/** Keeps the heading of an unknown column; numbers it when it has none. */
function extraUse(
  { headings, names, places }: Headings,
  i: number,
  exported: boolean,
): Column['use'] {
  const name = names[i] ?? '';
  if (name.trim() !== '') {
    return { kind: 'extra', name: exported ? exportedName(name) : name, ifFilled: false };
  }
  const numbered = columnNumber(places, i);
  const free = headings.includes(numbered) ? `${numbered} (no heading)` : numbered;
  return { kind: 'extra', name: free, ifFilled: true };
}
