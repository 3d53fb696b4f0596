import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FatalError } from '../domain/fatal-error.js';
import { pathText } from '../domain/text.js';
import { isAlive } from '../system/is-alive.js';

/** Faces, keys and user IDs: for the owner alone. */
export const OWNER_ONLY = 0o600;

interface HowWritten {
  /**
   * The name must be free: an empty file reserves it at once. Otherwise an existing file, or a
   * symbolic link, is replaced at the end.
   */
  readonly isNew?: boolean;
  /**
   * Several processes may write a file of this name, each its own part: an existing file is not
   * replaced at the end (EEXIST), and the name is free until then.
   */
  readonly isShared?: boolean;
  /** The caller flushes many files at once, in a hundredth of the time of single flushes. */
  readonly isFlushedLater?: boolean;
}

/** Two processes have written one file at the same time. */
class TakenError extends FatalError {
  constructor(path: string) {
    super(`another process writes ${pathText(path)} at the same time: name another file`);
  }
}

/**
 * A file that only its owner can read, from the first byte on. It is written under another name and
 * gets its own when it is complete and on the disk; on failure nothing of it stays.
 */
export class PrivateFile {
  /** Path of the unfinished file. */
  readonly part: string;
  readonly #isShared: boolean;
  readonly #isFlushedLater: boolean;
  /** Files to remove if it is never finished. */
  #begun: readonly string[];
  #file: number | undefined;

  /** @throws the system's error: EEXIST if it is to be new and the name is taken. */
  constructor(
    readonly path: string,
    { isNew = false, isShared = false, isFlushedLater = false }: HowWritten = {},
  ) {
    this.part = isShared ? `${path}.${process.pid}.part` : `${path}.part`;
    this.#isShared = isShared;
    this.#isFlushedLater = isFlushedLater;
    if (isShared) removePartsOfTheDead(path);
    if (isNew) createPrivate(path);
    this.#begun = isNew ? [path] : [];
    try {
      // Left by a killed process; or a link, which must not be followed.
      rmSync(this.part, { force: true });
      this.#file = openSync(this.part, 'wx', OWNER_ONLY);
      this.#begun = [this.part, ...this.#begun];
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  write(bytes: string | Uint8Array): void {
    this.#orDiscard((file) => writeFileSync(file, bytes));
  }

  /** Flushes the file and gives it its name; calls `onWhole` just before. */
  finish(onWhole: () => void = () => {}): void {
    this.#orDiscard((file) => {
      if (!this.#isFlushedLater) fsyncSync(file);
      const { dev, ino } = fstatSync(file);
      this.#close();
      // Another process may have begun to write the same file: what lies there is not whole.
      const there = statSync(this.part, { throwIfNoEntry: false });
      if (there?.ino !== ino || there.dev !== dev) {
        this.#begun = this.#begun.filter((path) => path !== this.part);
        throw new TakenError(this.path);
      }
      onWhole();
      if (this.#isShared) publish(this.part, this.path);
      else renameSync(this.part, this.path);
      this.#begun = [];
      if (!this.#isFlushedLater) flushFolder(dirname(this.path));
    });
  }

  /** Removes the unfinished file; does nothing to a finished one. */
  discard(): void {
    try {
      this.#close();
      for (const path of this.#begun) rmSync(path, { force: true });
    } catch {
      // The folder is gone or read-only; the error that led here says more.
    }
    this.#begun = [];
  }

  #orDiscard(work: (file: number) => void): void {
    if (this.#file === undefined) throw new Error(`${this.path} is not being written`);
    try {
      work(this.#file);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  #close(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) closeSync(file);
  }
}

/** Errors of file systems without hard links. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK']);

/** @throws the system's error: EEXIST if the name is taken. */
function publish(part: string, path: string): void {
  try {
    linkSync(part, path);
    rmSync(part);
  } catch (error) {
    if (!NO_LINKS.has((error as { code?: unknown }).code)) throw error;
    createPrivate(path);
    renameSync(part, path);
  }
}

/** Removes unfinished files of this name that killed processes left. */
function removePartsOfTheDead(path: string): void {
  const folder = dirname(path);
  const name = basename(path);
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // A folder may be writable but not readable.
  }
  for (const one of names) {
    const [, pid] = /\.(\d+)\.part$/.exec(one) ?? [];
    if (pid === undefined || one !== `${name}.${pid}.part` || isAlive(Number(pid))) continue;
    rmSync(join(folder, one), { force: true });
  }
}

/** Writes a private file and gives it its name. */
export function writePrivateFile(
  path: string,
  parts: Iterable<string | Uint8Array>,
  { onWhole, ...how }: HowWritten & { readonly onWhole?: () => void } = {},
): void {
  const file = new PrivateFile(path, how);
  try {
    for (const part of parts) file.write(part);
    file.finish(onWhole);
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** Makes a new file that only its owner can read. */
export function createPrivate(path: string): void {
  closeSync(openSync(path, 'wx', OWNER_ONLY));
}

/** Gives a file that was written under another name, and flushed, its own name. */
export function moveIntoPlace(part: string, path: string): void {
  renameSync(part, path);
  flushFolder(dirname(path));
}

/** Flushes a file to the disk. */
export function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Errors of file systems that cannot flush folders. */
const NO_FLUSH: ReadonlySet<unknown> = new Set(['EBADF', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EROFS']);

/** Flushes the names in a folder to the disk, where the system can. */
export function flushFolder(path: string): void {
  // Windows opens no folders; a name is as safe there as the file system makes it.
  if (process.platform === 'win32') return;
  const folder = openToFlush(path);
  if (folder === undefined) return;
  try {
    fsyncSync(folder);
  } catch (error) {
    if (!NO_FLUSH.has((error as { code?: unknown }).code)) throw error;
  } finally {
    closeSync(folder);
  }
}

/** A folder may be writable but not readable: a flushed file must do then. */
function openToFlush(folder: string): number | undefined {
  try {
    return openSync(folder, 'r');
  } catch {
    return undefined;
  }
}
