import { type AuditHead, readHead } from '../../../domain/audit.js';
import { COLLECTION_NAME, isCollectionName } from '../../../domain/collection-name.js';
import { DELIMITER_TEXT, readDelimiter } from '../../../domain/delimiter.js';
import { NETWORK_TEXT, readNetwork } from '../../../domain/ip.js';
import { type JsonObject, readJsonObject } from '../../../domain/json-object.js';
import { LISTEN_TEXT, readListenAddress } from '../../../domain/listen-address.js';
import { isWithin, type NumberRange, rangeText } from '../../../domain/option-values.js';
import { readReference } from '../../../domain/reference.js';
import { quoted } from '../../../domain/text.js';
import { ValueError } from './value-error.js';

/** A parser for numbers of a range. */
export function numberIn(range: NumberRange): (text: string) => number {
  return (text) => {
    const value = Number(range.unit === 's' ? text.replace(/\s*s$/, '') : text);
    if (text.trim() !== '' && isWithin(value, range)) return value;
    throw new ValueError(`It must be ${rangeText(range)}.`);
  };
}

/** Parses the name of a collection. */
export function collectionName(text: string): string {
  // An empty one is told of as all empty names are.
  if (text === '' || isCollectionName(text)) return text;
  throw new ValueError(`It must be ${COLLECTION_NAME}.`);
}

/** Parses the text of a JSON object. */
export function jsonObject(text: string): JsonObject {
  const read = readJsonObject(text);
  if ('value' in read) return read.value;
  throw new ValueError(`It must be a JSON object; ${read.problem}.`);
}

/** Parses what separates the cells of a CSV. */
export function delimiter(text: string): string {
  const character = readDelimiter(text);
  if (character !== undefined) return character;
  throw new ValueError(`It must be ${DELIMITER_TEXT}.`);
}

/** Parses a head of the audit that was kept. */
export function auditHead(text: string): AuditHead {
  const head = readHead(text);
  if (head) return head;
  throw new ValueError(
    'It must be what "faceenroll audit head" printed: a position, a colon and 64 characters.',
  );
}

/** Parses why something is done. */
export function reason(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new ValueError('It must say why.');
}

/** Parses a reference: one line of text. */
export function reference(text: string): string {
  const read = readReference(text);
  if ('value' in read) return read.value;
  throw new ValueError(`It ${read.problem}.`);
}

/** Parses where a server listens; the text is kept. */
export function listenAddress(text: string): string {
  if (readListenAddress(text)) return text;
  throw new ValueError(`It must be ${LISTEN_TEXT}.`);
}

/** Parses texts with commas between them, beside those of `earlier`. */
export function list(text: string, earlier: unknown): readonly string[] {
  const named = text.split(',').map((one) => one.trim());
  if (named.includes('')) throw new ValueError('It must be names with commas between them.');
  return [...new Set([...((earlier as readonly string[] | undefined) ?? []), ...named])];
}

/** Parses addresses and networks in the same way. */
export function networks(text: string, earlier: unknown): readonly string[] {
  const named = list(text, earlier);
  const wrong = named.find((one) => !readNetwork(one));
  if (wrong === undefined) return named;
  throw new ValueError(`${quoted(wrong)} is not ${NETWORK_TEXT}.`);
}

/** Parses the address of a web server; one without a slash at its end. */
export function webAddress(text: string): string {
  const url = URL.parse(text);
  const isPlain = url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (isPlain && url.username === '' && url.password === '') return text.replace(/\/+$/, '');
  throw new ValueError('It must be an address as in https://faces.example.com.');
}
