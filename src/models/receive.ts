import { constants, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type Dispatcher, request } from 'undici';
import { proxyAgent } from './proxy-agent.js';
import { OWNER_WRITES } from './replace.js';

/** An error that another attempt would not fix. */
export class Refused extends Error {}

export interface ReceiveOptions {
  /** Called with the number of bytes received so far. */
  readonly onProgress?: (received: number) => void;
  /** A connection that is silent for this long is dropped, in milliseconds. */
  readonly stallMs?: number;
}

const MAX_REDIRECTS = 5;

/** Links are not followed (Windows has no such flag). */
const WRITE = constants.O_WRONLY | constants.O_CREAT | (constants.O_NOFOLLOW ?? 0);

/**
 * Receives the bytes that the file `part` still lacks. Returns whether it was resumed.
 *
 * @throws {Refused} when another attempt would not help; any other error may be temporary.
 */
export async function receive(
  address: URL,
  part: string,
  bytes: number,
  options: ReceiveOptions,
): Promise<boolean> {
  const kept = sizeOf(part);
  if (kept === bytes) return true;
  const { stallMs = 30_000 } = options;
  // A separate agent, because destroying it is the only way to end a request that gets no answer.
  const agent = proxyAgent(stallMs);
  try {
    const response = await get(address, kept, agent, stallMs);
    return await store(response, kept, bytes, part, options);
  } finally {
    await agent.destroy();
  }
}

/** Appends a response to the kept part, or replaces the part. Returns whether it appended. */
async function store(
  { statusCode, headers, body }: Dispatcher.ResponseData<unknown>,
  kept: number,
  bytes: number,
  part: string,
  { onProgress = () => {} }: ReceiveOptions,
): Promise<boolean> {
  const resumes = statusCode === 206 && startOf(headers['content-range']) === kept;
  if (!resumes && statusCode !== 200) {
    await body.dump();
    // The server answered with another range than requested, so start over.
    rmSync(part, { force: true });
    throw new Error('the server does not go on where the download stopped');
  }
  const whole = Number(headers['content-length'] ?? bytes);
  if (!resumes && whole < bytes && headers['content-encoding'] === undefined) {
    // Probably the login page of a network or proxy.
    await body.dump();
    throw new Refused(`it has ${whole} bytes, not ${bytes}: it is another file`);
  }
  let received = resumes ? kept : 0;
  const out = await open(
    part,
    WRITE | (resumes ? constants.O_APPEND : constants.O_TRUNC),
    OWNER_WRITES,
  );
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

/** Requests a file from byte `from` on. Follows redirects, but never to an unencrypted address. */
async function get(
  address: URL,
  from: number,
  agent: Dispatcher,
  stallMs: number,
): Promise<Dispatcher.ResponseData<unknown>> {
  let url = address;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const headers = from > 0 ? { range: `bytes=${from}-` } : undefined;
    const response = await answered(url, agent, stallMs, { ...headers });
    const { statusCode, body } = response;
    if (statusCode === 200 || statusCode === 206 || statusCode === 416) return response;
    await body.dump();
    const { location } = response.headers;
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

/** Sends a request with a time limit: undici's own limits do not cover a silent proxy. */
async function answered(
  url: URL,
  agent: Dispatcher,
  stallMs: number,
  headers: Record<string, string>,
): Promise<Dispatcher.ResponseData<unknown>> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    agent.destroy();
  }, stallMs);
  try {
    return await request(url, { dispatcher: agent, bodyTimeout: stallMs, headers });
  } catch (error) {
    throw late ? new Error(`no answer in ${stallMs / 1000} seconds`) : error;
  } finally {
    clearTimeout(timer);
  }
}

/** The first byte of a Content-Range; undefined when the header is missing or malformed. */
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
