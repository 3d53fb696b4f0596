import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join } from 'node:path';
import { nameText } from '../domain/name-text.js';
import { PICTURE_EXTENSION } from '../domain/photo-extension.js';
import { type Unfinished, unfinishedPhoto } from './photo-name.js';
import { isSystemFolder } from './system-names.js';

/** Most names to remember from all folders together; deeper ones are not suggested. */
const MOST_NAMES = 100_000;

/** Most names for one key; with more, none is likelier than another. */
const MOST_OF_A_KEY = 5;

/** Suggestions for the name of a missing file. */
export interface Meant {
  /** As written into a cell; empty, or several that are equally likely. */
  readonly files: readonly string[];
  /** A placeholder for the photo until it is downloaded. */
  readonly unfinished?: Unfinished & { readonly file: string };
}

/**
 * Finds files in and below the photo folder whose names resemble a wrong one. Lists the folder
 * once, on first use, and does not follow links.
 */
export class MeantFiles {
  #index: Promise<Index> | undefined;

  constructor(readonly folder: string) {}

  /** @param cell a name, or a path in any system's form */
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
      // A name that is not UTF-8 looks different here from how a cell must spell it.
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
    // Unlistable folders are not suggested.
  }
}

function add(byKey: Map<string, string[]>, key: string, file: string): void {
  const files = byKey.get(key);
  if (files === undefined) byKey.set(key, [file]);
  else if (files.length < MOST_OF_A_KEY) files.push(file);
}

/**
 * Normalizes a name: no folder, extension, case, spaces, underscores, hyphens, quotes or invisible
 * characters.
 */
function keyOf(name: string): string {
  const plain = folded(decoded(name)).replace(/[\s_\-"'`‘’“”\p{Cf}]/gu, '');
  return stem(plain) || plain;
}

/** Decodes a name copied from a web address: "ann%20lee.jpg". */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Also drops a mistyped extension: "1006.jgp". */
function withoutExtension(name: string): string {
  return name.replace(/\.[a-z]{3,4}$/i, '');
}

/** Distance of a file's name from a wrong one; 0 where only the folder differs. */
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
