import { setTimeout as sleep } from 'node:timers/promises';
import type { SharedFile } from '../letters.js';
import { ReadingThreads } from '../reading-threads.js';
import type { SharedReaderSetup } from './shared-reader.js';

/** A folder on the network that has given nothing for this time is not seen, in milliseconds. */
const MOST_MS = 60_000;

/** How long the end waits for files that are being read. */
const END_MS = 2_000;

/** A worker's view of the folder that all machines see. */
export class SharedFiles {
  readonly #folder: string | undefined;
  #threads: ReadingThreads<SharedFile, Uint8Array | string> | undefined;

  /** @param folder its real path */
  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** The bytes of a file, or why they are not seen. */
  async see(file: SharedFile): Promise<Uint8Array | string> {
    if (this.#folder === undefined) return 'it was started without --photos';
    const setup: SharedReaderSetup = { folder: this.#folder };
    this.#threads ??= new ReadingThreads('./worker/shared-reader.js', setup);
    const ending = new AbortController();
    const tooLong = sleep(MOST_MS, `its folder has not answered for ${MOST_MS / 1000} s`, {
      signal: ending.signal,
    }).catch(() => '');
    try {
      return await Promise.race([this.#threads.read(file), tooLong]);
    } finally {
      ending.abort();
    }
  }

  async close(): Promise<void> {
    await Promise.race([this.#threads?.close(), sleep(END_MS, undefined, { ref: false })]);
  }
}
