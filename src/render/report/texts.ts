import { type Html, type HtmlValue, html } from '../html.js';
import { filled } from '../languages/placeholders.js';
import { directionOf } from '../languages/tag.js';
import type { Direction, Values } from '../languages/texts.js';
import en from './texts/en.json' with { type: 'json' };

/** The name of a text of the reports. */
export type ReportTextKey = keyof typeof en;

/** All texts of the reports in one language. */
type ReportCatalog = Readonly<Record<ReportTextKey, string>>;

/**
 * The name of a text that depends on a number. The catalog has it for each category of the
 * language's plurals (CLDR): `photos.one`, `photos.other`.
 */
type CountedKey = Stem<ReportTextKey>;

type Stem<Key> = Key extends `${infer Of}.other` ? Of : never;

/** The texts of the reports in one language. */
export interface ReportTexts {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly direction: Direction;
  /** A text with its placeholders replaced. It is plain text. */
  of(key: ReportTextKey, values?: Values): string;
  /** The text for a number, which replaces `{n}`. */
  counted(key: CountedKey, n: number, values?: Values): string;
  /** A text whose placeholders are replaced by HTML, such as a user ID that is isolated. */
  html(key: ReportTextKey, values: Readonly<Record<string, HtmlValue>>): Html;
  /** With the separators of the language, and a fixed number of digits after the point. */
  number(value: number, digits?: number): string;
  /** 0.123 as "12%"; `digits` after the point. */
  percent(share: number, digits?: number): string;
  /** A date for people, of an ISO 8601 date or time. */
  day(date: string): string;
  /** A date and time for people, in UTC, with seconds. */
  instant(time: string): string;
}

/** The texts of a language, by its catalog. */
function reportTexts(language: string, catalog: ReportCatalog): ReportTexts {
  const plurals = new Intl.PluralRules(language);
  const day = new Intl.DateTimeFormat(language, { ...LATIN, dateStyle: 'long' });
  const instant = new Intl.DateTimeFormat(language, {
    ...LATIN,
    ...{ year: 'numeric', month: 'long', day: 'numeric' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    timeZoneName: 'short',
  });
  const number = (value: number, digits = 0): string =>
    value.toLocaleString(language, {
      ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
      numberingSystem: 'latn',
    });
  const ofPlural = (key: CountedKey, n: number): string => {
    const all: Readonly<Record<string, string>> = catalog;
    return all[`${key}.${plurals.select(n)}`] ?? catalog[`${key}.other` as ReportTextKey];
  };
  return {
    language,
    direction: directionOf(language),
    of: (key, values = {}) => filled(catalog[key], values),
    counted: (key, n, values) => filled(ofPlural(key, n), { ...values, n: number(n) }),
    html: (key, values) => filledWithHtml(catalog[key], values),
    number,
    percent: (share, digits = 0) =>
      share.toLocaleString(language, {
        ...{ style: 'percent', numberingSystem: 'latn' },
        ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
      }),
    day: (date) => day.format(new Date(date)),
    instant: (time) => instant.format(new Date(time)),
  };
}

const LATIN = { calendar: 'gregory', numberingSystem: 'latn', timeZone: 'UTC' } as const;

/** The names of placeholders lie between the parts of the text. */
function filledWithHtml(text: string, values: Readonly<Record<string, HtmlValue>>): Html {
  const parts = text.split(/\{([^{}]*)\}/);
  return html`${parts.map((part, at) => (at % 2 === 0 ? part : (values[part] ?? `{${part}}`)))}`;
}

/** The only language so far. */
export const ENGLISH_REPORTS: ReportTexts = reportTexts('en', en);
