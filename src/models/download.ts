import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { ModelPackError } from './model-pack-error.js';
import { type ReceiveOptions, Refused, receive } from './receive.js';

/** A file whose size and SHA-256 are known before it is fetched. */
export interface RemoteFile {
  readonly id: string;
  /** The best address first. */
  readonly addresses: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
}

export interface DownloadOptions extends ReceiveOptions {
  /** Attempts per address. */
  readonly attempts?: number;
  /** Wait before the second attempt, in milliseconds; doubles with each attempt. */
  readonly waitMs?: number;
  /** What to do instead of downloading, as the end of a sentence. */
  readonly byHand: string;
}

/**
 * Downloads a file to `target`. An existing file there is replaced only once the new one is
 * complete and its SHA-256 matches. An interrupted download is kept next to `target`, and the next
 * attempt or call resumes it. Uses the proxy of HTTPS_PROXY, HTTP_PROXY and NO_PROXY.
 *
 * The partial file is named after the SHA-256, so it never belongs to another file. Two calls at
 * once corrupt it for each other; the SHA-256 reveals that.
 *
 * @throws {ModelPackError} when no address delivers the file.
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

/** Tries one address until it delivers the file; returns the problem when it does not. */
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
      // A resumed download may be wrong in either half, so it is worth another attempt.
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
