import { filled } from './placeholders.js';
import { directionOf } from './tag.js';
import type { Catalog, Texts, Values } from './texts.js';

/**
 * The texts of one language, from its catalog.
 *
 * @param everywhere values for the placeholders of all texts
 */
export function textsOf(language: string, catalog: Catalog, everywhere: Values = {}): Texts {
  const direction = directionOf(language);
  const isolate = direction === 'rtl' ? isolated : undefined;
  const format = dateFormat(language);
  return {
    language,
    direction,
    of: (key, values) => filled(catalog[key], { ...everywhere, ...values }, isolate),
    date: (instant) => format.format(new Date(instant)),
  };
}

/**
 * A name in another script would take the punctuation beside it along: U+2068 and U+2069 isolate it
 * (Unicode Standard Annex 9).
 */
function isolated(value: string): string {
  return `\u2068${value}\u2069`;
}

/** With the digits and the calendar that the numbers of the other texts have. */
function dateFormat(language: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language, {
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  });
}
