import stringWidth from 'string-width';

/** Made on demand: that takes 20 ms, and most text is ASCII. */
let segmenter: Intl.Segmenter | undefined;

/** The text split into what a reader takes for single characters. */
export function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** The text in exactly `places` places: padded, or cut with an ellipsis. */
export function fitted(text: string, places: number): string {
  const whole = stringWidth(text);
  if (whole <= places) return text + ' '.repeat(places - whole);
  let [cut, used] = ['', 0];
  for (const { segment } of graphemes(text)) {
    const width = stringWidth(segment);
    if (used + width > places - 1) break;
    cut += segment;
    used += width;
  }
  return `${cut}…${' '.repeat(places - 1 - used)}`;
}

/** The same, cut in the middle: both ends tell it from others. */
export function fittedByEnds(text: string, places: number): string {
  if (stringWidth(text) <= places) return fitted(text, places);
  let end = '';
  for (const { segment } of [...graphemes(text)].reverse()) {
    if (stringWidth(segment + end) > (places - 1) / 2) break;
    end = segment + end;
  }
  const beginning = fitted(text, places - stringWidth(end)).trimEnd();
  return fitted(beginning + end, places);
}
