import { TextDecoder } from 'node:util';
import { bytesIn } from '../domain/spreadsheet/encoding.js';

/** Encodings in which spreadsheets save a CSV that is not Unicode, the likely ones first. */
const LIKELY = [
  'utf-8',
  'windows-1252',
  'windows-1250',
  'macintosh',
  'windows-1251',
  'iso-8859-15',
  'iso-8859-2',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'koi8-r',
  'ibm866',
  'x-mac-cyrillic',
  'shift_jis',
  'gb18030',
  'big5',
  'euc-kr',
];

/** Decodes bytes; undefined where they are invalid in this encoding. */
export type Decode = (bytes: Uint8Array) => string | undefined;

/** Decoders keyed by encoding, `first` first. */
export function decodersOf(first: string): Map<string, Decode> {
  return new Map([first, ...LIKELY].map((label) => [label, decoderOf(label)]));
}

/** The bytes of a text that was read as windows-1252; undefined for any other text. */
export function bytesOf(text: string): Uint8Array | undefined {
  const bytes = Array.from(text, (character) => BYTES.get(character) ?? -1);
  return bytes.includes(-1) ? undefined : Uint8Array.from(bytes);
}

const BYTES = bytesIn('windows-1252');

function decoderOf(label: string): Decode {
  const decoder = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  // Node.js 22.14 decodes windows-1252 as Latin-1 unless it streams.
  const stream = label === 'windows-1252';
  return (bytes) => {
    try {
      return decoder.decode(bytes, { stream });
    } catch {
      return undefined;
    }
  };
}
