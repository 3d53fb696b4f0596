import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { nameText } from '../domain/name-text.js';
import { PICTURE_EXTENSION } from '../domain/photo-extension.js';
import { type Unfinished, unfinishedPhoto } from './photo-name.js';
import { isSystemFolder } from './system-names.js';

/** So many names are remembered, in all folders together: what lies deeper is not proposed. */
const MOST_NAMES = 100_000;

/** So many of one kind of name; of more, none is likelier than another. */
const MOST_OF_A_KEY = 5;

/** What was probably meant by the name of a file that is not there. */
export interface Meant {
  /** As they are to be written into a cell; none, or several that are as likely. */
  readonly files: readonly string[];
  /** What stands for the photo until it is downloaded. */
  readonly unfinished?: Unfinished & { readonly file: string };
}

/**
 * The files in the photo folder and below it by what their names have in common with wrong
 * ones. The folder is listed once, at the first question, and links in it are not followed.
 */
export class MeantFiles {
  #index: Promise<Index> | undefined;

  constructor(readonly folder: string) {}

  /** @param cell a name, or a path of any system */
  async find(cell: string): Promise<Meant> {
    const name = cell.split(/[\\/]/).at(-1) ?? '';
    if (name.trim() === '') return { files: [] };
    this.#index ??= indexOf(this.folder);
    const { byKey, unfinished } = await this.#index;
    const waiting = unfinished.get(folded(name));
    if (waiting) return { files: [], unfinished: waiting };
    const files = byKey.get(keyOf(name)) ?? byKey.get(keyOf(withoutExtension(name))) ?? [];
    const scored = files.map((file) => ({ file, difference: difference(name, file) }));
    const least = Math.min(...scored.map((one) => one.difference));
    const nearest = scored.filter((one) => one.difference === least);
    return { files: nearest.map(({ file }) => file).sort() };
  }
}

interface Index {
  readonly byKey: ReadonlyMap<string, readonly string[]>;
  readonly unfinished: ReadonlyMap<string, NonNullable<Meant['unfinished']>>;
}

async function indexOf(folder: string): Promise<Index> {
  const byKey = new Map<string, string[]>();
  const unfinished = new Map<string, NonNullable<Meant['unfinished']>>();
  const folders = [''];
  let left = MOST_NAMES;
  for (let inside = folders.shift(); inside !== undefined && left > 0; inside = folders.shift()) {
    for await (const file of filesIn(join(folder, inside))) {
      left -= 1;
      if (left < 0) break;
      const path = join(inside, file.name);
      // A name that is not UTF-8 is not told here as a cell would have to name it.
      if (path.includes('\ufffd')) continue;
      if (file.isDirectory()) {
        if (!isSystemFolder(file.name)) folders.push(path);
        continue;
      }
      const waiting = unfinishedPhoto(file.name);
      if (waiting) unfinished.set(folded(waiting.photo), { ...waiting, file: path });
      else add(byKey, keyOf(file.name), nameText(Buffer.from(path)));
    }
  }
  return { byKey, unfinished };
}

async function* filesIn(folder: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(folder, { bufferSize: 500 });
  } catch {
    // What may not be listed cannot be proposed.
  }
}

function add(byKey: Map<string, string[]>, key: string, file: string): void {
  const files = byKey.get(key);
  if (files === undefined) byKey.set(key, [file]);
  else if (files.length < MOST_OF_A_KEY) files.push(file);
}

/** Without folder, extension, case, spaces, underscores, hyphens, quotes, and what nobody sees. */
function keyOf(name: string): string {
  const plain = folded(decoded(name)).replace(/[\s_\-"'`‘’“”\p{Cf}]/gu, '');
  return stem(plain) || plain;
}

/** A name from a web address: "ann%20lee.jpg". */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Of a mistyped extension: "1006.jgp". */
function withoutExtension(name: string): string {
  return name.replace(/\.[a-z]{3,4}$/i, '');
}

/** How far the name of a file is from a wrong one; 0 where only the folder differs. */
function difference(name: string, file: string): number {
  const own = file.split('/').at(-1) ?? file;
  if (own.normalize('NFC') === name.normalize('NFC')) return 0;
  if (folded(own) === folded(name)) return 1;
  return stem(folded(own)) === stem(folded(name)) ? 2 : 3;
}

function folded(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}

function stem(name: string): string {
  const extension = PICTURE_EXTENSION.exec(name);
  return extension === null ? name : name.slice(0, extension.index);
}
