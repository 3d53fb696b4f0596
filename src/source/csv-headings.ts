import { UsageError } from '../domain/fatal-error.js';
import { original } from '../domain/formula.js';
import { MAX_COLUMNS } from '../domain/limits.js';
import { nearest } from '../domain/nearest.js';
import { count, listed, number, quoted } from '../domain/text.js';
import type { HeadingRow } from './csv-dialect.js';
import { exportedName, isExport } from './csv-export.js';
import { FIELD_NAMES, type Field, fieldOf, nameOf, normalized } from './csv-fields.js';
import type { ReportPlaces } from './csv-report.js';
import { SourceError } from './fatal.js';

/** One of the customer's columns. */
export interface Column {
  /** Where it is in the file, from 0. */
  readonly place: number;
  /** As it stands in the file; of an error report, as it stood in the file before. */
  readonly heading: string;
  readonly use:
    | Field
    /** Goes to the user's other data; `ifFilled` where there is no heading to name it. */
    | { readonly kind: 'extra'; readonly name: string; readonly ifFilled: boolean };
}

/**
 * What the columns of a file are for, without those of an error report. Throws a
 * SourceError where that is not certain.
 */
export function columnsOf(
  file: string,
  { headings: fileHeadings, delimiter }: HeadingRow,
  report: ReportPlaces,
  map: ReadonlyMap<string, string>,
): readonly Column[] {
  if (fileHeadings.length > MAX_COLUMNS) {
    throw new SourceError(
      `${quoted(file)} has ${count(fileHeadings.length, 'column')}; at most ${number(MAX_COLUMNS)} are accepted. Is ${quoted(delimiter)} the delimiter (--delimiter)?`,
    );
  }
  const isOurs = report.length > 0 || isExport(fileHeadings);
  const headings = isOurs ? fileHeadings.map(original) : fileHeadings;
  const own = headings.map((_, place) => place).filter((place) => !report.includes(place));
  refuseRepeated(file, headings, own, (place) => normalized(headings[place] ?? ''));

  const fields = fieldsOf(file, headings, own, map);
  refuseRepeated(file, headings, own, (place) => {
    const field = fields.get(place);
    return field === undefined ? '' : nameOf(field);
  });
  if (![...fields.values()].some(({ kind }) => kind === 'userId')) {
    const found = own.map((place) => quoted(headings[place] ?? ''));
    throw new SourceError(
      `${quoted(file)} has no user_id column; with the delimiter ${quoted(delimiter)} its headings are ${listed(found, 20)}. ` +
        "Name the column that holds the user ID (--map '<heading>=user_id'), or the delimiter (--delimiter)",
    );
  }
  return own.map((place) => ({
    place,
    heading: headings[place] ?? '',
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
  own: readonly number[],
  map: ReadonlyMap<string, string>,
): ReadonlyMap<number, Field> {
  const fields = new Map<number, Field>();
  for (const [heading, name] of map) {
    const [place, field] = mapped(file, headings, own, heading, name);
    if (fields.has(place)) throw new UsageError(`--map names ${quoted(heading)} twice`);
    fields.set(place, field);
  }
  const taken = new Set([...fields.values()].map(nameOf));
  for (const place of own) {
    const field = fieldOf(headings[place] ?? '');
    if (field === undefined || fields.has(place) || taken.has(nameOf(field))) continue;
    if (field.kind === 'photo' && field.slot === 0) {
      throw new SourceError(
        `${quoted(file)} has the heading ${quoted(headings[place] ?? '')}; photos are counted from face_image_file1`,
      );
    }
    fields.set(place, field);
  }
  return fields;
}

function mapped(
  file: string,
  headings: readonly string[],
  own: readonly number[],
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
  const place = own.find((one) => normalized(headings[one] ?? '') === normalized(heading));
  if (place === undefined || heading.trim() === '') {
    const proposed = nearest(heading, own.map((one) => headings[one] ?? '').filter(Boolean));
    const question = proposed === undefined ? '' : `, did you mean ${quoted(proposed)}?`;
    throw new UsageError(`${option}: ${quoted(file)} has no heading ${quoted(heading)}${question}`);
  }
  return [place, field];
}

/** Throws when two columns have one name; '' is no name. */
function refuseRepeated(
  file: string,
  headings: readonly string[],
  places: readonly number[],
  nameAt: (place: number) => string,
): void {
  const seen = new Map<string, number>();
  for (const place of places) {
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
