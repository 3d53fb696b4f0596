/**
 * Text that a terminal would obey, and text that deceives: a color, a window title, a link
 * (OSC 8), the one-byte forms of the same (C1), and a turned direction. A file may have it as
 * its name.
 */
export const HOSTILE =
  '\u001b[31m\u001b]0;title\u0007\u001b]8;;x:y\u001b\\link\u009b2J\u009d0;title\u009c\u202egpj\u2066\u200f';

/** All that must not reach a screen, line breaks excepted. */
const OBEYED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

/** The places in a text that a terminal would obey, each with what is around it; none in a safe text. */
export function obeyed(text: string): readonly string[] {
  const all = [...text.matchAll(new RegExp(OBEYED, 'g'))];
  return all.map(({ index }) => JSON.stringify(text.slice(Math.max(0, index - 30), index + 10)));
}
