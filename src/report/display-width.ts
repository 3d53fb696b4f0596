/** What a reader takes for one character. Made when it is needed: that takes 20 ms, and most text is ASCII. */
let segmenter: Intl.Segmenter | undefined;

/** The text by what a reader takes for one character. */
export function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Characters that take two places on a terminal: emoji, and the wide ones of East Asia (Unicode TR 11, W and F). */
const WIDE =
  /^(?:\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}])/u;

/** What most text is of, and quickly measured. */
const ASCII = /^[\x20-\x7e]*$/;

/** The places that a printable text takes on a terminal. */
export function displayWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes(text)) width += widthOf(segment);
  return width;
}

/** The text in exactly so many places: filled up, or cut with an ellipsis. */
export function fitted(text: string, places: number): string {
  const width = displayWidth(text);
  if (width <= places) return text + ' '.repeat(places - width);
  let cut = '';
  let used = 0;
  for (const { segment } of graphemes(text)) {
    if (used + widthOf(segment) > places - 1) break;
    cut += segment;
    used += widthOf(segment);
  }
  return `${cut}…${' '.repeat(places - 1 - used)}`;
}

function widthOf(grapheme: string): number {
  return WIDE.test(grapheme) ? 2 : 1;
}
