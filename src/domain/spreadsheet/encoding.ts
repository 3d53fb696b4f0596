/** Encodings in which programs open UTF-8 without saying so. */
const MISREADINGS = [
  'windows-1252',
  'iso-8859-15',
  'macintosh',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1257',
];

/** What a program writes for a character that its encoding lacks. */
const LOST = /[?\ufffd]/;

/** Whether `now` is `before` after its UTF-8 was read as another encoding, once or twice. */
export function isMisread(before: string, now: string): boolean {
  if (isAscii(before) || before === now) return false;
  return MISREADINGS.some((label) => {
    const once = misread(before, label);
    return [once, misread(once, label)].some((text) => sameVisible(text, now));
  });
}

/** Whether `now` is `before` without characters that an encoding lacks: "?ukasz". */
export function hasLostCharacters(before: string, now: string): boolean {
  const [from, to] = [[...before.normalize('NFC')], [...now.normalize('NFC')]];
  return (
    from.length === to.length &&
    from.every((c, i) => c === to[i] || (!isAscii(c) && LOST.test(to[i] ?? ''))) &&
    before !== now
  );
}

/**
 * The text before its UTF-8 was read as windows-1252, as Excel does with a CSV that has no byte
 * order mark; undefined if that makes no sense. Hardly any text has "Ã©" and the like by chance.
 */
export function readAgain(text: string): string | undefined {
  return readAgainAs(text, BYTES);
}

/** Like `readAgain`, for every encoding in which programs misread. */
export function readAgainInAll(text: string): readonly string[] {
  if (isAscii(text)) return [];
  BYTES_OF_ALL ??= MISREADINGS.map(bytesIn);
  const texts = BYTES_OF_ALL.flatMap((bytes) => readAgainAs(text, bytes) ?? []);
  return [...new Set(texts)];
}

function readAgainAs(text: string, known: ReadonlyMap<string, number>): string | undefined {
  if (isAscii(text)) return undefined;
  const bytes = [...text].map((character) => known.get(character) ?? -1);
  if (bytes.includes(-1) || !beginsAsUtf8(bytes)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** Whether the first non-ASCII character can begin UTF-8: an accented letter in a word cannot. */
function beginsAsUtf8(bytes: readonly number[]): boolean {
  const first = bytes.findIndex((byte) => byte > 0x7f);
  const [lead = 0, next = 0] = bytes.slice(first, first + 2);
  return lead >= 0xc2 && lead <= 0xf4 && next >= 0x80 && next <= 0xbf;
}

/** The byte of each character of an encoding. */
export function bytesIn(label: string): ReadonlyMap<string, number> {
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  // As a stream: in one call, Node.js 22.14 decodes windows-1252 as Latin-1.
  const characters = new TextDecoder(label).decode(bytes, { stream: true });
  return new Map(Array.from(characters, (character, byte) => [character, byte]));
}

const BYTES = bytesIn('windows-1252');
let BYTES_OF_ALL: readonly ReadonlyMap<string, number>[] | undefined;

function misread(text: string, label: string): string {
  return new TextDecoder(label).decode(new TextEncoder().encode(text), { stream: true });
}

/**
 * For bytes that an encoding does not define, programs write control characters, nothing, or
 * characters of their own (LibreOffice: U+F181); some remove spaces.
 */
function sameVisible(p: string, q: string): boolean {
  const visible = (text: string): string =>
    text.replace(/[\u0080-\u009f\u00a0\u00ad\uf080-\uf1ff\s]/g, '');
  return visible(p) === visible(q);
}

/**
 * What a text shares with everything that an encoding without its special characters makes of it.
 */
export function lossyKey(text: string): string {
  return [...text].map((c) => (isAscii(c) ? c : '?')).join('');
}

/** Whether characters may have been lost in a text. */
export function mayHaveLost(text: string): boolean {
  return LOST.test(text);
}

export function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
