import en from './catalogs/en.json' with { type: 'json' };

/** The name of a text. */
export type TextKey = keyof typeof en;

/** The texts that every other language has, too. */
export const ENGLISH: Catalog = en;

/** All texts of one language. */
export type Catalog = Readonly<Record<TextKey, string>>;

/** Catalogs by the BCP 47 tags of their languages. */
export type Catalogs = ReadonlyMap<string, Catalog>;

export type Direction = 'ltr' | 'rtl';

/** Values of placeholders by their names. */
export type Values = Readonly<Record<string, string | number>>;

/** The texts of one language, for the page and the mails. */
export interface Texts {
  /** A BCP 47 tag, as in `zh-Hant`. */
  readonly language: string;
  /** In which direction it is read. */
  readonly direction: Direction;
  /**
   * A text with its placeholders replaced: `{company}` by `values.company`. One without a value
   * stays as it is. It is plain text.
   */
  of(key: TextKey, values?: Values): string;
  /** A date and time for people, in the language, with the time zone. */
  date(instant: string): string;
}

/** The languages that a page or a mail can have. */
export interface Languages {
  /** Tags with the name of each language in itself, in the order of the menu. */
  readonly all: readonly { readonly language: string; readonly name: string }[];
  /** The texts of a language, or of the nearest one; of English where there are none. */
  texts(language: string): Texts;
  /** The best of what a browser sends as Accept-Language (RFC 4647 lookup), or undefined. */
  lookup(acceptLanguage: string | undefined): string | undefined;
}
