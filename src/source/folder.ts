import { constants, type Dirent } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { Entry, Source } from '../domain/entry.js';
import { type Failure, fail } from '../domain/failures.js';
import { SNIFF_BYTES, sniff } from '../domain/photo-format.js';
import { printable } from '../domain/text.js';
import { checkUserId } from '../domain/user-id.js';
import { SourceError } from './fatal.js';

export interface FolderOptions {
  readonly folder: string;
  readonly recursive: boolean;
  /** Finds the user ID in a file name; has a group named userId. */
  readonly idPattern?: RegExp;
  /** Takes user IDs that hardly any person has. */
  readonly allowOddIds?: boolean;
  /** The database, which may lie in the folder itself; it and its side files are passed over. */
  readonly database: string;
}

/** Files that operating systems leave in folders; they are nobody's photo. */
const SYSTEM_FILES = new Set(['thumbs.db', 'desktop.ini', 'ehthumbs.db', '$recycle.bin']);

/** Our own error reports, also unfinished ones, where the folder is also the working folder. */
const ERROR_REPORT = /\.errors(\.interrupted)?(\.\d+)?\.csv(\.part)?$/;

/** Names that say "photo"; any other file is asked by its first bytes. */
const PHOTO_EXTENSIONS = new Set(['.jpg', '.jpeg', '.jpe', '.jfif', '.png']);

/** The photos of a folder, in the order of their names; the file name is the user ID. */
export class FolderSource implements Source {
  #skipped = 0;

  private constructor(readonly options: FolderOptions) {}

  /** @throws {SourceError} when the folder is not there or cannot be read. */
  static async open(options: FolderOptions): Promise<FolderSource> {
    const source = new FolderSource(options);
    await source.#list('');
    return source;
  }

  get skipped(): number {
    return this.#skipped;
  }

  /** @throws {SourceError} when a folder cannot be read. */
  async *entries(): AsyncGenerator<Entry> {
    yield* this.#folder('');
  }

  async *#folder(inside: string): AsyncGenerator<Entry> {
    for (const file of await this.#list(inside)) {
      const name = join(inside, file.name);
      if (isSystemFile(file.name) || this.#isDatabase(name)) {
        this.#skipped += 1;
      } else if (file.isDirectory()) {
        if (this.options.recursive) yield* this.#folder(name);
        else this.#skipped += 1;
      } else {
        const entry = await this.#entry(name, file);
        if (entry) yield entry;
        else this.#skipped += 1;
      }
    }
  }

  async #list(inside: string): Promise<Dirent[]> {
    const folder = join(this.options.folder, inside);
    try {
      const files = await readdir(folder, { withFileTypes: true });
      return files.sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      throw new SourceError(`the folder ${printable(folder)} cannot be read: ${reason(error)}`);
    }
  }

  async #entry(file: string, dirent: Dirent): Promise<Entry | undefined> {
    const path = join(this.options.folder, file);
    const kind = await this.#kind(path, dirent);
    // A link to a folder is passed over like a folder: following it could go round in circles.
    if (kind === 'folder') return undefined;
    const userId = this.#userId(dirent.name, kind === 'photo');
    const entry = { userId, photos: [{ slot: 1, file, path }], cells: [] };
    if (kind !== 'photo') return { ...entry, failure: kind };
    const failure =
      userId === '' ? this.#noUserId(dirent.name) : checkUserId(userId, this.options.allowOddIds);
    return failure ? { ...entry, failure } : entry;
  }

  /** A file with a photo's name is taken for one, and judged by its bytes when its turn comes. */
  async #kind(path: string, dirent: Dirent): Promise<'photo' | 'folder' | Failure> {
    const named = PHOTO_EXTENSIONS.has(extname(dirent.name).toLowerCase());
    if (named && dirent.isFile()) return 'photo';
    try {
      const stats = await stat(path);
      if (stats.isDirectory()) return 'folder';
      if (!stats.isFile()) {
        return fail('FILE_UNREADABLE', { problem: 'it is not an ordinary file' });
      }
      if (named) return 'photo';
      if (stats.size === 0) return fail('FILE_EMPTY', {});
      const { photo, ...other } = sniff(await this.#head(path));
      if (photo || !('format' in other)) return 'photo';
      return fail('UNSUPPORTED_FORMAT', { format: other.format }, other.advice);
    } catch (error) {
      return fail('FILE_UNREADABLE', { problem: reason(error) });
    }
  }

  async #head(path: string): Promise<Uint8Array> {
    // Without O_NONBLOCK a pipe that took the file's place would be waited for.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  }

  /** In Unicode normal form C: macOS hands out file names in the decomposed form. */
  #userId(name: string, isPhoto: boolean): string {
    const full = name.normalize('NFC');
    // A photo without one of the usual endings has none: "jane.doe" is no file of "jane".
    const cut = !isPhoto || PHOTO_EXTENSIONS.has(extname(full).toLowerCase());
    const stem = cut ? full.slice(0, full.length - extname(full).length) : full;
    const { idPattern } = this.options;
    if (!idPattern) return stem;
    const match = idPattern.exec(stem) ?? idPattern.exec(full);
    return match?.groups?.userId ?? '';
  }

  #isDatabase(file: string): boolean {
    const { folder, database } = this.options;
    const path = resolve(folder, file);
    const ends = ['', '-wal', '-shm', '-journal', '-lock', '-keys', '-keys-journal'];
    return ends.some((end) => path === database + end);
  }

  #noUserId(name: string): Failure {
    const { idPattern } = this.options;
    const problem = idPattern
      ? `the file name "${printable(name)}" does not fit --id-pattern ${printable(idPattern.source)}`
      : `the file name "${printable(name)}" holds no user ID`;
    return fail('USER_ID_MISSING', { problem }, 'Rename the file, or correct --id-pattern.');
  }
}

function isSystemFile(name: string): boolean {
  const lower = name.toLowerCase();
  return name.startsWith('.') || SYSTEM_FILES.has(lower) || ERROR_REPORT.test(lower);
}

function reason(error: unknown): string {
  switch ((error as { code?: string }).code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'ENOTDIR':
      return 'it is not a folder; import-csv reads a CSV file';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}
