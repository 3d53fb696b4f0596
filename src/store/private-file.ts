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

/** Faces, keys and user IDs: for the owner alone. */
export const OWNER_ONLY = 0o600;

interface HowWritten {
  /**
   * Nothing may have the name: it is taken at once, by an empty file, so that nobody else gets
   * it. Otherwise what has the name at the end is replaced; a symbolic link is, too.
   */
  readonly isNew?: boolean;
  /**
   * Several processes may write a file of this name, each its own: what has the name at the end is
   * not replaced, which is an EEXIST, and nothing has the name before that.
   */
  readonly isShared?: boolean;
  /** The caller flushes many files at once, which takes a hundredth of the time of one by one. */
  readonly isFlushedLater?: boolean;
}

/** Two processes have written one file at the same time. */
class TakenError extends FatalError {
  constructor(path: string) {
    super(`another process writes ${pathText(path)} at the same time: name another file`);
  }
}

/**
 * A file of its owner alone, from the first byte on. It is written beside its place and gets its
 * name when it is whole and on the disk; when that fails, nothing of it stays.
 */
export class PrivateFile {
  /** Where it is written. */
  readonly part: string;
  readonly #isShared: boolean;
  readonly #isFlushedLater: boolean;
  /** What is to be removed should it not become whole. */
  #begun: readonly string[];
  #file: number | undefined;

  /** @throws the system's error: EEXIST when it is to be new, and something has the name. */
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
      // What a killed process left; or a link that somebody laid there, and then not what it leads to.
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

  /** Gives it its name; `onWhole` is called just before. */
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

  /** Removes what there is of it, unless it is finished. */
  discard(): void {
    try {
      this.#close();
      for (const path of this.#begun) rmSync(path, { force: true });
    } catch {
      // Of a folder that was removed, or cannot be written. The error before it tells more.
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

/** What a file system says that knows no second name of a file. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'ENOSYS', 'EMLINK']);

/** Gives a file a name that nothing has. @throws the system's error: EEXIST when something has it. */
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // One of another account is alive, too.
    return (error as { code?: unknown }).code === 'EPERM';
  }
}

/** Removes what killed processes have left of a file of this name. */
function removePartsOfTheDead(path: string): void {
  const folder = dirname(path);
  const name = basename(path);
  let names: readonly string[] = [];
  try {
    names = readdirSync(folder);
  } catch {
    // A folder that cannot be listed may be written all the same.
  }
  for (const one of names) {
    const [, pid] = /\.(\d+)\.part$/.exec(one) ?? [];
    if (pid === undefined || one !== `${name}.${pid}.part` || isAlive(Number(pid))) continue;
    rmSync(join(folder, one), { force: true });
  }
}

/** Writes a private file from the first byte to its name. */
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

/** Makes a file that is new, and its owner's alone from the first byte on. */
export function createPrivate(path: string): void {
  closeSync(openSync(path, 'wx', OWNER_ONLY));
}

/** Gives a file that was written beside its place, and flushed, its name. */
export function moveIntoPlace(part: string, path: string): void {
  renameSync(part, path);
  flushFolder(dirname(path));
}

/** Writes to the disk what the system still holds of a file. */
export function flush(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** What a file system says that flushes no folders. */
const NO_FLUSH: ReadonlySet<unknown> = new Set(['EBADF', 'EINVAL', 'ENOSYS', 'ENOTSUP', 'EROFS']);

/** Writes to the disk under which names the files of a folder are known, where the system can. */
export function flushFolder(path: string): void {
  // Windows opens no folders; there a name is as safe as the file system makes it.
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

/** A folder may be written without being read: that its file is whole must do. */
function openToFlush(folder: string): number | undefined {
  try {
    return openSync(folder, 'r');
  } catch {
    return undefined;
  }
}
