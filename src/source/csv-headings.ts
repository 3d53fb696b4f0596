import { UsageError } from '../domain/fatal-error.js';
import { original } from '../domain/formula.js';
import { MAX_COLUMNS } from '../domain/limits.js';
import { nearest } from '../domain/nearest.js';
import { count, listed, number, quoted } from '../domain/text.js';
import type { HeadingRow } from './csv-dialect.js';
import { exportedName, isExport } from './csv-export.js';
import { FIELD_NAMES, type Field, fieldOf, nameOf, normalized } from './csv-fields.js';
import { SourceError } from './fatal.js';

/** One of the customer's columns. */
export interface Column {
  /** As it stands in the file; of an error report, as it stood in the file before. */
  readonly heading: string;
  readonly use:
    | Field
    /** Goes to the user's other data; `ifFilled` where there is no heading to name it. */
    | { readonly kind: 'extra'; readonly name: string; readonly ifFilled: boolean };
}

/**
 * What the customer's columns of a file are for. Throws a SourceError where that is not
 * certain.
 *
 * @param headings those of the customer's columns alone, as they were before we wrote them
 */
export function columnsOf(
  file: string,
  { headings, delimiter }: Pick<HeadingRow, 'headings' | 'delimiter'>,
  map: ReadonlyMap<string, string>,
): readonly Column[] {
  if (headings.length > MAX_COLUMNS) {
    throw new SourceError(
      `${quoted(file)} has ${count(headings.length, 'column')}; at most ${number(MAX_COLUMNS)} are accepted. Is ${quoted(delimiter)} the delimiter (--delimiter)?`,
    );
  }
  refuseRepeated(file, headings, (place) => normalized(headings[place] ?? ''));

  const fields = fieldsOf(file, headings, map);
  refuseRepeated(file, headings, (place) => {
    const field = fields.get(place);
    return field === undefined ? '' : nameOf(field);
  });
  if (![...fields.values()].some(({ kind }) => kind === 'userId')) {
    const found = headings.map(quoted);
    throw new SourceError(
      `${quoted(file)} has no user_id column; with the delimiter ${quoted(delimiter)} its headings are ${listed(found, 20)}. ` +
        "Name the column that holds the user ID (--map '<heading>=user_id'), or the delimiter (--delimiter)",
    );
  }
  return headings.map((heading, place) => ({
    heading,
    use: fields.get(place) ?? extraUse(headings, place, isExport(headings)),
  }));
}

/** Whether one of the headings names the user ID; so the right delimiter is known. */
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

/** The fields of the columns by place. --map goes first: it takes a field from a heading that has its name. */
function fieldsOf(
  file: string,
  headings: readonly string[],
  map: ReadonlyMap<string, string>,
): ReadonlyMap<number, Field> {
  const fields = new Map<number, Field>();
  for (const [heading, name] of map) {
    const [place, field] = mapped(file, headings, heading, name);
    if (fields.has(place)) throw new UsageError(`--map names ${quoted(heading)} twice`);
    fields.set(place, field);
  }
  const taken = new Set([...fields.values()].map(nameOf));
  for (const [place, heading] of headings.entries()) {
    const field = fieldOf(heading);
    if (field === undefined || fields.has(place) || taken.has(nameOf(field))) continue;
    if (field.kind === 'photo' && field.slot === 0) {
      throw new SourceError(
        `${quoted(file)} has the heading ${quoted(heading)}; photos are counted from face_image_file1`,
      );
    }
    fields.set(place, field);
  }
  return fields;
}

function mapped(
  file: string,
  headings: readonly string[],
  heading: string,
  name: string,
): [place: number, field: Field] {
  const option = `--map ${quoted(`${heading}=${name}`)}`;
  const field = fieldOf(name);
  if (field === undefined || (field.kind === 'photo' && field.slot === 0)) {
    throw new UsageError(
      `${option}: there is no field ${quoted(name)}, did you mean ${nearest(name, FIELD_NAMES)}? ` +
        `The fields are ${listed(FIELD_NAMES, FIELD_NAMES.length)} and so on`,
    );
  }
  const place = headings.findIndex((one) => normalized(one) === normalized(heading));
  if (place < 0 || heading.trim() === '') {
    const proposed = nearest(heading, headings.filter(Boolean));
    const question = proposed === undefined ? '' : `, did you mean ${quoted(proposed)}?`;
    throw new UsageError(`${option}: ${quoted(file)} has no heading ${quoted(heading)}${question}`);
  }
  return [place, field];
}

/** Throws when two columns have one name; '' is no name. */
function refuseRepeated(
  file: string,
  headings: readonly string[],
  nameAt: (place: number) => string,
): void {
  const seen = new Map<string, number>();
  for (const place of headings.keys()) {
    const name = nameAt(place);
    const before = seen.get(name);
    if (before !== undefined) {
      const [first, second] = [before, place].map(
        (one) => `${quoted(headings[one] ?? '')} (column ${one + 1})`,
      );
      throw new SourceError(
        `${quoted(file)} has one heading twice: ${first} and ${second} are the same column to us. Rename or remove one of them`,
      );
    }
    if (name !== '') seen.set(name, place);
  }
}

/** A column that is none of ours keeps its heading; without one it gets a number. */
function extraUse(headings: readonly string[], place: number, exported: boolean): Column['use'] {
  const heading = headings[place] ?? '';
  if (heading.trim() !== '') {
    const name = exported ? exportedName(heading) : heading;
    return { kind: 'extra', name, ifFilled: false };
  }
  const number = `column ${place + 1}`;
  const name = headings.includes(number) ? `${number} (no heading)` : number;
  return { kind: 'extra', name, ifFilled: true };
}
