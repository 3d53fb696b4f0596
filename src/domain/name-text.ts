/**
 * File names are bytes, and some do not survive as text: invalid UTF-8, control characters, and
 * spaces at the ends, which spreadsheets and people remove. These bytes are written as \xE9, in
 * capital letters, and all others as they are, so that an escaped name can be read, typed and sent
 * through a CSV.
 */
const ESCAPE = /\\x([0-9A-F]{2})/g;

const ENCODER = new TextEncoder();

/** The name as text. What looks like an escape is escaped itself: a `\` before it is \x5C. */
export function nameText(bytes: Uint8Array): string {
  const whole = utf8Text(bytes);
  if (whole !== undefined && isPlain(whole)) return whole;
  const characters = charactersOf(bytes);
  const isSpace = (at: number): boolean => characters.at(at)?.text?.trim() === '';
  let [first, last] = [0, characters.length];
  while (first < last && isSpace(first)) first += 1;
  while (last > first && isSpace(last - 1)) last -= 1;
  return characters
    .map(({ text, bytes: own }, at) => {
      const atAnEnd = at < first || at >= last;
      const rest = text === '\\' ? textOf(characters.slice(at, at + 4)) : '';
      const stays = text !== undefined && !atAnEnd && !isControl(text) && !isEscape(rest);
      return stays ? text : escaped(own);
    })
    .join('');
}

/** The bytes of a name or path with escapes; undefined if it has none. */
export function escapedBytes(text: string): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  let end = 0;
  for (const match of text.matchAll(ESCAPE)) {
    const byte = Number.parseInt(match[1] as string, 16);
    if (!mayBeEscaped(byte)) continue;
    parts.push(ENCODER.encode(text.slice(end, match.index)), Uint8Array.of(byte));
    end = match.index + match[0].length;
  }
  if (parts.length === 0) return undefined;
  parts.push(ENCODER.encode(text.slice(end)));
  return Buffer.concat(parts);
}

/**
 * How a path may be written on the disk, likeliest first: unchanged; then, if it has escapes, with
 * the bytes that they stand for. A file that really has a backslash and an `x` in its name is found
 * by that name.
 */
export function pathSpellings(path: string): readonly (string | Buffer)[] {
  const bytes = escapedBytes(path);
  return bytes === undefined ? [path] : [path, Buffer.from(bytes)];
}

/** The text of bytes that are UTF-8, or undefined. */
export function utf8Text(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The first byte of a name that is not UTF-8, or undefined. */
export function firstInvalidByte(bytes: Uint8Array): number | undefined {
  return charactersOf(bytes).find(({ text }) => text === undefined)?.bytes[0];
}

interface Character {
  /** Undefined for a byte that is no part of any character. */
  readonly text: string | undefined;
  readonly bytes: Uint8Array;
}

function charactersOf(bytes: Uint8Array): readonly Character[] {
  const whole = utf8Text(bytes);
  if (whole !== undefined) return [...whole].map((text) => ({ text, bytes: ENCODER.encode(text) }));
  const characters: Character[] = [];
  for (let at = 0; at < bytes.length; ) {
    const next = characterAt(bytes, at);
    characters.push(next);
    at += next.bytes.length;
  }
  return characters;
}

function characterAt(bytes: Uint8Array, at: number): Character {
  for (let length = 1; length <= 4; length += 1) {
    const own = bytes.subarray(at, at + length);
    const text = utf8Text(own);
    if (text !== undefined && text !== '') return { text, bytes: own };
  }
  return { text: undefined, bytes: bytes.subarray(at, at + 1) };
}

/** A shortcut for nearly all names. */
function isPlain(name: string): boolean {
  return name === name.trim() && !isControl(name) && !isEscape(name);
}

function isControl(text: string): boolean {
  return /[\p{Cc}\u2028\u2029]/u.test(text);
}

function isEscape(text: string): boolean {
  return escapedBytes(text) !== undefined;
}

/**
 * Only bytes that need it are ever escaped. Anything else that looks like an escape is none, so
 * that no cell can spell `..` or `/` in a way that a check of its text misses.
 */
function mayBeEscaped(byte: number): boolean {
  const isNeeded = byte <= 0x20 || byte >= 0x7f || byte === 0x5c;
  return isNeeded && byte !== 0;
}

function escaped(bytes: Uint8Array): string {
  return [...bytes]
    .map((byte) => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

function textOf(characters: readonly Character[]): string {
  return characters.map(({ text }) => text ?? '').join('');
}
