/** Encodings in which programs open a text that is UTF-8 without saying so. */
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

/** What a program writes for a character that its encoding does not have. */
const LOST = /[?\ufffd]/;

/** Whether `now` is `before` after a program has read its UTF-8 as another encoding, once or twice. */
export function isMisread(before: string, now: string): boolean {
  if (isAscii(before) || before === now) return false;
  return MISREADINGS.some((label) => {
    const once = misread(before, label);
    return [once, misread(once, label)].some((text) => sameVisible(text, now));
  });
}

/** Whether `now` is `before` with characters lost that the encoding did not have: "?ukasz". */
export function hasLostCharacters(before: string, now: string): boolean {
  const [from, to] = [[...before.normalize('NFC')], [...now.normalize('NFC')]];
  return (
    from.length === to.length &&
    from.every((c, i) => c === to[i] || (!isAscii(c) && LOST.test(to[i] ?? ''))) &&
    before !== now
  );
}

/**
 * What a text was before its UTF-8 was read as windows-1252, as Excel does with a CSV that has no
 * byte order mark; undefined for a text that makes no sense that way. Of "Ã©" and the like hardly
 * any text is made by chance.
 */
export function readAgain(text: string): string | undefined {
  if (isAscii(text)) return undefined;
  const bytes = [...text].map((character) => BYTES.get(character) ?? -1);
  if (bytes.includes(-1)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}

/** The byte of each character of windows-1252. */
const BYTES: ReadonlyMap<string, number> = new Map(
  Array.from(
    // As a stream: in one go, Node.js 22.14 decodes windows-1252 as Latin-1.
    new TextDecoder('windows-1252').decode(
      Uint8Array.from({ length: 256 }, (_, i) => i),
      { stream: true },
    ),
    (character, byte) => [character, byte],
  ),
);

function misread(text: string, label: string): string {
  return new TextDecoder(label).decode(new TextEncoder().encode(text), { stream: true });
}

/**
 * Of bytes that the encoding does not know programs make control characters, nothing, or
 * characters of their own (LibreOffice: U+F181); some take away spaces.
 */
function sameVisible(p: string, q: string): boolean {
  const visible = (text: string): string =>
    text.replace(/[\u0080-\u009f\u00a0\u00ad\uf080-\uf1ff\s]/g, '');
  return visible(p) === visible(q);
}

function isAscii(text: string): boolean {
  return /^[\x00-\x7f]*$/.test(text);
}
