import { opendir } from 'node:fs/promises';
import { isDatabaseFile } from '../domain/database-files.js';
import type { Entry, Noticed, Source } from '../domain/entry.js';
import { systemProblem } from '../domain/system-problem.js';
import { pathText, quotedPath } from '../domain/text.js';
import { codeOf, SourceError } from './fatal.js';
import { entryOfFile, entryOfUnfinished, type FolderContext } from './folder-entry.js';
import { type Folder, type Listed, listed, type Named, namesIn } from './folder-listing.js';
import { isSystemFile, isSystemFolder } from './system-names.js';
import { Unvisited } from './unvisited.js';
import { notAFolder } from './wrong-kind.js';

export interface FolderOptions extends FolderContext {
  readonly recursive: boolean;
  /** The database, which may lie in the folder itself; it and its side files are skipped. */
  readonly database: string;
}

/** Most names of skipped folders to report. */
const MOST_NAMES = 20;

/** The photos of a folder, sorted by name; the file name is the user ID. */
export class FolderSource implements Source {
  #skipped = 0;
  #unvisited: Unvisited;
  readonly #systemFolders = new Set<string>();

  private constructor(readonly options: FolderOptions) {
    this.#unvisited = new Unvisited(options.folder);
  }

  /** @throws {SourceError} when the folder is missing or unreadable. */
  static async open(options: FolderOptions): Promise<FolderSource> {
    const source = new FolderSource(options);
    await source.#reading(source.#top, async ({ path }) => (await opendir(path)).close());
    return source;
  }

  get skipped(): number {
    return this.#skipped;
  }

  get noticed(): Noticed {
    const notLookedInto = this.#unvisited.counted;
    const systemFolders = [...this.#systemFolders];
    return {
      ...(notLookedInto && { notLookedInto }),
      ...(systemFolders.length > 0 && { systemFolders }),
    };
  }

  get emptiness(): string {
    return `there is no photo in ${quotedPath(this.options.folder)}`;
  }

  /** @throws {SourceError} when a folder cannot be read. */
  async *entries(): AsyncGenerator<Entry> {
    this.#skipped = 0;
    this.#unvisited = new Unvisited(this.options.folder);
    this.#systemFolders.clear();
    yield* this.#folder(this.#top);
  }

  get #top(): Folder {
    return { file: '', path: this.options.folder };
  }

  async *#folder(folder: Folder): AsyncGenerator<Entry> {
    const names = await this.#reading(folder, namesIn);
    for (const named of names) {
      const file = listed(folder, named);
      const unfinished = entryOfUnfinished(file, this.options, (name) => has(names, name));
      if (unfinished) {
        yield unfinished;
      } else if (file.isFolder) {
        if (this.options.recursive && !isSystemFolder(file.name)) yield* this.#folder(file);
        else await this.#passOver(file);
      } else if (isSystemFile(file.name) || this.#isDatabase(file)) {
        this.#skipped += 1;
      } else {
        const entry = await entryOfFile(file, this.options);
        if (entry === 'folder') await this.#passOverLink(file);
        else if (entry === 'report') this.#skipped += 1;
        else yield entry;
      }
    }
  }

  async #passOver({ name, path }: Listed): Promise<void> {
    this.#skipped += 1;
    if (!isSystemFolder(name)) await this.#unvisited.addFolder(path);
    else if (this.#systemFolders.size < MOST_NAMES && (await this.#isOfInterest(path))) {
      this.#systemFolders.add(name);
    }
  }

  /** Without `recursive`, only folders with photos are reported. */
  async #isOfInterest(path: string | Buffer): Promise<boolean> {
    return Boolean(this.options.recursive) || (await this.#unvisited.holdsPhotos(path));
  }

  async #passOverLink({ name, path }: Listed): Promise<void> {
    this.#skipped += 1;
    if (!isSystemFolder(name)) await this.#unvisited.addLink(path);
  }

  async #reading<T>(folder: Folder, read: (folder: Folder) => Promise<T>): Promise<T> {
    try {
      return await read(folder);
    } catch (error) {
      const path = String(folder.path);
      if (codeOf(error) === 'ENOTDIR')
        throw new SourceError(`${quotedPath(path)} ${notAFolder(path)}`);
      throw new SourceError(`the folder ${pathText(path)} cannot be read: ${systemProblem(error)}`);
    }
  }

  #isDatabase({ path }: Listed): boolean {
    return typeof path === 'string' && isDatabaseFile(path, this.options.database);
  }
}

/** Searches the sorted names of a folder. */
function has(names: readonly Named[], name: string): boolean {
  let [from, end] = [0, names.length];
  while (from < end) {
    const middle = (from + end) >> 1;
    if ((names[middle] as Named).name < name) from = middle + 1;
    else end = middle;
  }
  return names[from]?.name === name;
}
