import type { FittedSummary } from '../domain/fitted.js';
import { count, number, printable } from '../domain/text.js';
import { csvText } from './csv-text.js';

type Listed = Pick<FittedSummary, 'fitted' | 'unfit'>;

const HEAD = [
  ...['user_id', 'slot', 'file', 'made_from', 'width', 'height', 'bytes', 'code', 'message'],
];

/** What is shown of photos that do not fit where a file lists them all. */
const SHOWN = 20;

/** All pictures of an export as a CSV, and what does not fit: first those that somebody must see to. */
export function* fittedCsv({ fitted, unfit }: Listed, delimiter: string): Generator<string> {
  const line = (cells: readonly unknown[]): string =>
    `${csvText([cells.map(String)], delimiter)}\n`;
  yield line(HEAD);
  for (const { userId, slot, madeFrom, code, message } of unfit) {
    yield line([userId, slot, '', madeFrom ?? '', '', '', '', code, message]);
  }
  for (const { userId, slot, file, madeFrom, width, height, bytes, note } of fitted) {
    yield line([userId, slot, file, madeFrom, width, height, bytes, '', note]);
  }
}

/** The same as JSON lines. */
export function* fittedEvents({ fitted, unfit }: Listed): Generator<object> {
  for (const picture of unfit) yield { event: 'unfit', ...picture };
  for (const picture of fitted) yield { event: 'picture', ...picture };
}

/** What the operator should know of them. */
export function* fittedNotes(summary: FittedSummary, folder: string): Generator<string> {
  const { profile, list, fitted, unfit } = summary;
  const from = (kind: string): string =>
    number(fitted.filter(({ madeFrom }) => madeFrom === kind).length);
  const sources = `${from('original')} from original photos, ${from('profile image')} from profile images, ${from('thumbnail')} from thumbnails`;
  const pictures = count(fitted.length, 'picture');
  yield `${pictures} for ${profile.title} (${profile.name}) written to ${folder}: ${sources}.`;
  if (unfit.length > 0) {
    yield `${count(unfit.length, 'photo')} could not be made to fit:`;
    const shown = list === null ? unfit : unfit.slice(0, SHOWN);
    for (const { userId, code, message } of shown) {
      yield printable(`  ${userId}: ${code}: ${message}`);
    }
    const rest = unfit.length - shown.length;
    if (rest > 0) yield `  and ${number(rest)} more`;
  }
  if (unfit.some(({ madeFrom }) => madeFrom === 'thumbnail')) {
    yield 'Thumbnails are 256 x 256 pixels, and few fit: --originals <folder> names the photos.';
  }
  if (list !== null) yield `${list} lists all of them, and what each picture was made from.`;
}
