import en from './catalogs/en.json' with { type: 'json' };

/** The name of a text. */
export type TextKey = keyof typeof en;

/** The texts that every other language has, too. */
export const ENGLISH = en;

/** All texts of one language. */
export type Catalog = Readonly<Record<TextKey, string>>;

/** The texts of one language, for the page and the mails. */
export interface Texts {
  /** A BCP 47 tag, as in `zh-Hant`. */
  readonly language: string;
  /** In which direction it is read. */
  readonly direction: 'ltr' | 'rtl';
  /** A text with its placeholders replaced: `{company}` by `values.company`. It is plain text. */
  of(key: TextKey, values?: Readonly<Record<string, string | number>>): string;
  /** A date and time for people, in the language, with the time zone. */
  date(instant: string): string;
}
