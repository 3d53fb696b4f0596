import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { ModelPackError } from './model-pack-error.js';

/** A file that is known before it is fetched. */
export interface RemoteFile {
  readonly id: string;
  /** The best address first. */
  readonly addresses: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
}

export interface DownloadOptions {
  /** Told the bytes that are there, of all that there will be. */
  readonly onProgress?: (received: number) => void;
  /** A connection that brings nothing for so long is given up, in milliseconds. */
  readonly stallMs?: number;
  /** How often an address is tried. */
  readonly attempts?: number;
  /** Wait before the second attempt, in milliseconds; it doubles from then on. */
  readonly waitMs?: number;
}

const MAX_REDIRECTS = 5;

/** What an address answers to no end: trying again would change nothing. */
class Refused extends Error {}

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
  options: DownloadOptions = {},
): Promise<void> {
  const agent = new EnvHttpProxyAgent({ connect: { timeout: options.stallMs ?? 30_000 } });
  const part = `${target}.${file.sha256.slice(0, 12)}.part`;
  const problems: string[] = [];
  try {
    mkdirSync(dirname(target), { recursive: true });
    for (const address of file.addresses) {
      const problem = await tryAddress(new URL(address), file, part, agent, options);
      if (problem === undefined) {
        renameSync(part, target);
        return;
      }
      problems.push(`${address}: ${problem}`);
    }
  } finally {
    await agent.destroy();
  }
  throw new ModelPackError(
    `${file.id} could not be downloaded: ${problems.join('; ')}. Run the command again, and it goes on where it stopped; behind a proxy set HTTPS_PROXY; or fetch the file yourself and install it with --from <folder>`,
  );
}

/** Tries one address until it gave the whole file; what is wrong when it did not. */
async function tryAddress(
  address: URL,
  file: RemoteFile,
  part: string,
  agent: Dispatcher,
  options: DownloadOptions,
): Promise<string | undefined> {
  const { attempts = 5, waitMs = 500 } = options;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const resumed = await receive(address, file, part, agent, options);
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

/** Receives what is missing of a file; whether some of it was there before. */
async function receive(
  address: URL,
  { bytes }: RemoteFile,
  part: string,
  agent: Dispatcher,
  { onProgress = () => {}, stallMs = 30_000 }: DownloadOptions,
): Promise<boolean> {
  const kept = sizeOf(part);
  if (kept === bytes) return true;
  const { statusCode, headers, body } = await get(address, kept, agent, stallMs);
  const resumes = statusCode === 206 && startOf(headers['content-range']) === kept;
  if (!resumes && statusCode !== 200) {
    await body.dump();
    // An answer about another part than was asked for: begin again.
    rmSync(part, { force: true });
    throw new Error('the server does not go on where the download stopped');
  }
  let received = resumes ? kept : 0;
  const out = await open(part, resumes ? 'a' : 'w', 0o600);
  try {
    for await (const chunk of body) {
      received += chunk.length;
      if (received > bytes) throw new Refused(`it is larger than ${bytes} bytes`);
      await writeAll(out, chunk);
      onProgress(received);
    }
    await out.sync();
  } finally {
    await out.close();
    if (received > bytes) rmSync(part, { force: true });
  }
  if (received < bytes) throw new Error(`cut off after ${received} of ${bytes} bytes`);
  return resumes;
}

/** Asks for a file from byte `from` on, and follows redirects, but never to an unencrypted address. */
async function get(
  address: URL,
  from: number,
  dispatcher: Dispatcher,
  stallMs: number,
): Promise<Dispatcher.ResponseData> {
  let url = address;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const response = await answered(url, {
      dispatcher,
      bodyTimeout: stallMs,
      headersTimeout: stallMs,
      headers: from > 0 ? { range: `bytes=${from}-` } : {},
    });
    const { statusCode, headers, body } = response;
    if (statusCode === 200 || statusCode === 206 || statusCode === 416) return response;
    await body.dump();
    const { location } = headers;
    if (statusCode >= 300 && statusCode < 400 && typeof location === 'string') {
      const next = new URL(location, url);
      if (url.protocol === 'https:' && next.protocol !== 'https:') {
        throw new Refused(`it redirects to an address that is not encrypted, ${next.host}`);
      }
      url = next;
    } else {
      const again = statusCode >= 500 || statusCode === 408 || statusCode === 429;
      const problem = `the server answered ${statusCode}`;
      throw again ? new Error(problem) : new Refused(problem);
    }
  }
  throw new Refused(`it redirects more than ${MAX_REDIRECTS} times`);
}

/** Sends a request, and gives up when there is no answer in time: undici itself asks a proxy that hangs up again and again. */
async function answered(
  url: URL,
  options: NonNullable<Parameters<typeof request>[1]> & { readonly headersTimeout: number },
): Promise<Dispatcher.ResponseData> {
  const late = new AbortController();
  const ms = 2 * options.headersTimeout;
  const timer = setTimeout(() => late.abort(new Error(`no answer in ${ms / 1000} seconds`)), ms);
  try {
    return await request(url, { ...options, signal: late.signal });
  } finally {
    clearTimeout(timer);
  }
}

/** The first byte of an answer's part; undefined when the header is none. */
function startOf(contentRange: string | string[] | undefined): number | undefined {
  const [, start] = /^bytes (\d+)-/.exec(String(contentRange)) ?? [];
  return start === undefined ? undefined : Number(start);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

async function writeAll(out: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await out.write(chunk, written)).bytesWritten;
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
