import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ModelPackError } from './model-pack-error.js';
import { type ReceiveOptions, Refused, receive } from './receive.js';

/** A file that is known before it is fetched. */
export interface RemoteFile {
  readonly id: string;
  /** The best address first. */
  readonly addresses: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
}

export interface DownloadOptions extends ReceiveOptions {
  /** How often an address is tried. */
  readonly attempts?: number;
  /** Wait before the second attempt, in milliseconds; it doubles from then on. */
  readonly waitMs?: number;
  /** What to do for who cannot download it, as the end of a sentence. */
  readonly byHand: string;
}

/**
 * Downloads a file to `target`, and puts it there when it is whole and has its SHA-256; until
 * then what is there stays. What came before a cut is kept beside it, and the next attempt,
 * or the next call, goes on from there. Uses the proxy of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 *
 * The kept part is named after the SHA-256, so it is never that of another file. Two calls at
 * once would spoil it for each other; the comparison of the SHA-256 finds that out.
 *
 * @throws {ModelPackError} when no address gave the file.
 */
export async function download(
  file: RemoteFile,
  target: string,
  options: DownloadOptions,
): Promise<void> {
  const part = `${target}.${file.sha256.slice(0, 12)}.part`;
  const problems: string[] = [];
  mkdirSync(dirname(target), { recursive: true });
  for (const address of file.addresses) {
    const problem = await tryAddress(new URL(address), file, part, options);
    if (problem === undefined) {
      renameSync(part, target);
      return;
    }
    problems.push(`${address}: ${problem}`);
  }
  throw new ModelPackError(
    `${file.id} could not be downloaded: ${problems.join('; ')}. Run the command again, and it goes on where it stopped; behind a proxy set HTTPS_PROXY; or ${options.byHand}`,
  );
}

/** Tries one address until it gave the whole file; what is wrong when it did not. */
async function tryAddress(
  address: URL,
  file: RemoteFile,
  part: string,
  options: DownloadOptions,
): Promise<string | undefined> {
  const { attempts = 5, waitMs = 500 } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const resumed = await receive(address, part, file.bytes, options);
      const sha256 = await sha256Of(part);
      if (sha256 === file.sha256) return undefined;
      rmSync(part);
      const problem = `the file has the SHA-256 ${sha256}, it must be ${file.sha256}`;
      // Of a part that was kept nobody knows which half is wrong.
      throw resumed ? new Error(problem) : new Refused(problem);
    } catch (error) {
      if (error instanceof Refused || attempt >= attempts) return reasonOf(error as Error);
      await wait(waitMs * 2 ** (attempt - 1));
    }
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

function reasonOf({ message, code }: Error & { code?: string }): string {
  return message || code || 'no connection';
}
