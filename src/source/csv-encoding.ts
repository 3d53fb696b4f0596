import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { DOCUMENT_BYTES } from '../domain/document-kind.js';
import { UsageError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';
import { LineWindow, splitLines } from './csv-lines.js';
import { locateUndecodable } from './csv-undecodable.js';
import { codeOf, SourceError, unreadable } from './fatal.js';
import { refuseUnlessCsv } from './wrong-kind.js';

export interface Encoding {
  /** A TextDecoder label in canonical spelling ('utf-8'). */
  readonly label: string;
  /** Size of the byte order mark, which is not text, in bytes. */
  readonly markLength: number;
}

/** Enough of a file to detect UTF-16. */
const UTF16_SAMPLE_BYTES = 1024;

/** Fewer zero bytes are damage in another encoding. */
const FEWEST_ZEROS = 3;

const MARKS: readonly (readonly [label: string, ...bytes: number[]])[] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
];

/**
 * The encoding of a file: its byte order mark, else the operator's label, else UTF-16 by its zero
 * bytes, else UTF-8. The mark outranks the label because a file that begins with one is in that
 * encoding.
 */
export async function detectEncoding(file: string, label?: string): Promise<Encoding> {
  const given = label === undefined ? undefined : knownLabel(label);
  const sample = await firstBytes(file);
  if (sample.length === 0) {
    throw new SourceError(`${quoted(file)} is empty: a CSV needs a row of headings`);
  }
  refuseUnlessCsv(file, sample);
  const mark = MARKS.find(([, ...bytes]) => beginsWith(sample, bytes));
  if (mark !== undefined) {
    const [label, ...bytes] = mark;
    return { label, markLength: marksLength(sample, bytes) };
  }
  return {
    label: given ?? utf16ByZeros(sample.subarray(0, UTF16_SAMPLE_BYTES)) ?? 'utf-8',
    markLength: 0,
  };
}

/** Decodes a file in pieces; throws a SourceError at the first invalid byte. */
async function* decodeFile(file: string, encoding: Encoding): AsyncGenerator<string> {
  const decoder = strictDecoder(encoding.label);
  let decoded = encoding.markLength;
  try {
    for await (const bytes of createReadStream(file, { start: decoded })) {
      const text = decoder.decode(bytes, { stream: true });
      decoded += (bytes as Buffer).length;
      yield text;
    }
    yield decoder.decode();
  } catch (error) {
    if (codeOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new SourceError(await undecodable(file, encoding, decoded), { cause: error });
    }
    throw unreadable(file, error);
  }
}

/** A window over the lines of a file, which reads them on demand. */
export function openWindow(file: string, encoding: Encoding): LineWindow {
  return new LineWindow(splitLines(decodeFile(file, encoding)));
}

/**
 * A decoder that throws on invalid bytes. Use it only with `stream`: otherwise Node.js 22.14
 * decodes windows-1252 as Latin-1, and "€" is lost without an error.
 */
function strictDecoder(label: string): TextDecoder {
  return new TextDecoder(label, { fatal: true, ignoreBOM: true });
}

async function undecodable(file: string, encoding: Encoding, decoded: number): Promise<string> {
  const decoder = strictDecoder(encoding.label);
  const place = await locateUndecodable(file, decoder, encoding.markLength, decoded);
  const byte = `0x${place.byte.toString(16).toUpperCase().padStart(2, '0')}`;
  const after = place.before === '' ? '' : ` after ${quoted(place.before)}`;
  return (
    `${quoted(file)} is not ${encoding.label} text: line ${place.line} has the byte ${byte}${after}. ` +
    'Save the file as UTF-8, or name its encoding: --encoding windows-1252 for Western European ' +
    'Windows, macintosh for older programs on a Mac; shift_jis, gb18030, big5, euc-kr, windows-1250, windows-1251 and others are possible'
  );
}

function knownLabel(label: string): string {
  try {
    return new TextDecoder(label, { fatal: true }).encoding;
  } catch (error) {
    throw new UsageError(
      `--encoding ${quoted(label)} is not known; possible are utf-8, utf-16le, windows-1252, ` +
        'windows-1250, windows-1251, macintosh, shift_jis, euc-jp, gb18030, big5, euc-kr and others',
      { cause: error },
    );
  }
}

async function firstBytes(file: string): Promise<Uint8Array> {
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) {
      throw new SourceError(
        `${quoted(file)} is a folder; name the CSV file itself, or enroll its photos with import-faces`,
      );
    }
    // A pipe can be read only once, but headings and rows are separate reads.
    if (!stats.isFile()) {
      throw new SourceError(`${quoted(file)} is not a regular file; save the CSV to a file first`);
    }
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(DOCUMENT_BYTES) });
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw error instanceof SourceError ? error : unreadable(file, error);
  }
}

/** Size of all marks, in bytes: a program that reads a mark as text may write a second one. */
function marksLength(sample: Uint8Array, mark: readonly number[]): number {
  let length = 0;
  while (beginsWith(sample.subarray(length), mark)) length += mark.length;
  return length;
}

function beginsWith(sample: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, index) => sample[index] === byte);
}

/**
 * UTF-16 without a mark: each line break, delimiter, digit and Latin letter has a zero byte, all on
 * the same side. On the other side zero bytes are rare (U+4E00), and UTF-8 has none.
 */
function utf16ByZeros(sample: Uint8Array): string | undefined {
  let even = 0;
  let odd = 0;
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue;
    if (index % 2 === 0) even += 1;
    else odd += 1;
  }
  if (Math.max(even, odd) < FEWEST_ZEROS) return undefined;
  if (odd > 3 * even) return 'utf-16le';
  return even > 3 * odd ? 'utf-16be' : undefined;
}
