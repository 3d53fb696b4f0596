import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Faces, keys and user IDs: for the owner alone. */
export const OWNER_ONLY = 0o600;

interface HowWritten {
  /**
   * Nothing may have the name: it is taken at once, by an empty file, so that nobody else gets
   * it. Otherwise what has the name at the end is replaced; a symbolic link is, too.
   */
  readonly isNew?: boolean;
  /** The caller flushes many files at once, which takes a hundredth of the time of one by one. */
  readonly isFlushedLater?: boolean;
}

/**
 * A file of its owner alone, from the first byte on. It is written beside its place and gets its
 * name when it is whole and on the disk; when that fails, nothing of it stays.
 */
export class PrivateFile {
  /** Where it is written. */
  readonly part: string;
  readonly #isFlushedLater: boolean;
  /** What is to be removed should it not become whole. */
  #begun: readonly string[];
  #file: number | undefined;

  /** @throws the system's error: EEXIST when it is to be new, and something has the name. */
  constructor(
    readonly path: string,
    { isNew = false, isFlushedLater = false }: HowWritten = {},
  ) {
    this.part = `${path}.part`;
    this.#isFlushedLater = isFlushedLater;
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
      this.#close();
      onWhole();
      renameSync(this.part, this.path);
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
