import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readJsonObject } from '../domain/json-object.js';
import {
  FILE_ENCRYPTION,
  type LineSeal,
  MAX_LINE_BYTES,
  TEMPLATE_FORMAT,
  TEMPLATE_VERSION,
} from '../domain/template-file.js';
import { quoted } from '../domain/text.js';
import { strictBase64 } from './base64.js';
import { codeOf, SourceError, unreadable } from './fatal.js';

/** Opens the seal of a file by the wrapped key in its first line and the line itself. */
export type SealOpener = (wrapped: Buffer, head: string) => LineSeal;

/** A decrypted line of the file. */
interface FileLine {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
}

const LINE_BREAK = 0x0a;

/** Small next to a file of many faces, large next to its lines. */
const CHUNK_BYTES = 1 << 18;

/**
 * Reads the lines of a template file except the last: the head, then the faces. At the end, checks
 * their number and SHA-256 against the last line.
 *
 * @throws {SourceError} when the file is of another kind, cut off or altered; discard the lines
 *   yielded so far.
 */
export async function* templateFileLines(
  path: string,
  openSeal: SealOpener,
): AsyncGenerator<FileLine> {
  const hash = createHash('sha256');
  let count = -1;
  let waiting: FileLine | undefined;
  for await (const line of openedLines(path, openSeal)) {
    if (waiting) {
      hash.update(waiting.bytes).update('\n');
      count += 1;
      yield waiting;
    }
    waiting = line;
  }
  const expected = JSON.stringify({ count, sha256: hash.digest('hex') });
  if (!waiting?.bytes.equals(Buffer.from(expected))) throw damaged(path, 'its last line');
}

async function* openedLines(path: string, openSeal: SealOpener): AsyncGenerator<FileLine> {
  let number = 0;
  let seal: LineSeal | undefined;
  for await (const bytes of rawLines(path)) {
    number += 1;
    if (number === 1) {
      const head = bytes.toString();
      const wrapped = wrappedKeyOf(path, head);
      if (!wrapped) yield { number, bytes };
      else seal = openSeal(wrapped, head);
    } else if (!seal) {
      yield { number, bytes };
    } else {
      const sealed = strictBase64(bytes.toString('latin1'));
      const plain = sealed && seal.open(sealed, number);
      if (!plain) throw damaged(path, `line ${number}`);
      yield { number, bytes: plain };
    }
  }
}

/** The key in the first line of a sealed file; undefined for an unsealed one. */
function wrappedKeyOf(path: string, head: string): Buffer | undefined {
  const read = readJsonObject(head);
  const { format, version, encryption, key, ...others } = 'value' in read ? read.value : {};
  if (format !== TEMPLATE_FORMAT) {
    throw new SourceError(
      `${quoted(path)} is no template file: "faceenroll templates export" writes one`,
    );
  }
  if (version !== TEMPLATE_VERSION) {
    throw new SourceError(
      `${quoted(path)} has version ${quoted(String(version))} of the format; this faceenroll reads version ${TEMPLATE_VERSION}`,
    );
  }
  if (encryption === undefined) return undefined;
  const wrapped = typeof key === 'string' ? strictBase64(key) : undefined;
  // Compared as text, so that no byte of the file can differ.
  const asWritten = JSON.stringify({ format, version, encryption: FILE_ENCRYPTION, key });
  if (wrapped && Object.keys(others).length === 0 && head === asWritten) return wrapped;
  throw damaged(path, 'its first line');
}

/** Lines without their breaks; each line, including the last, must end with one. */
async function* rawLines(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  const add = (part: Buffer): void => {
    length += part.length;
    if (length > MAX_LINE_BYTES) {
      throw new SourceError(
        `${quoted(path)} has a line of more than ${MAX_LINE_BYTES} bytes: it is no template file, or was altered`,
      );
    }
    parts.push(part);
  };
  for await (const chunk of chunks(path)) {
    let from = 0;
    for (let to = chunk.indexOf(LINE_BREAK); to >= 0; to = chunk.indexOf(LINE_BREAK, from)) {
      add(chunk.subarray(from, to));
      yield Buffer.concat(parts);
      [parts, length, from] = [[], 0, to + 1];
    }
    // Copied, because the stream reuses its memory.
    if (from < chunk.length) add(Buffer.from(chunk.subarray(from)));
  }
  if (length > 0) throw damaged(path, 'its end');
}

async function* chunks(path: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
  } catch (error) {
    if (codeOf(error) === '') throw error;
    throw unreadable(path, error);
  }
}

/** The error for a damaged file; nothing of it is imported. */
export function damaged(path: string, where: string): SourceError {
  return new SourceError(
    `${quoted(path)} was cut off or altered (${where} does not fit): nothing of it is imported; copy or export it again`,
  );
}
