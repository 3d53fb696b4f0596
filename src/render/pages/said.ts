import type { TextKey, Texts } from '../languages/texts.js';

/** Who asks for photos, as pages name them. */
export interface Asker {
  readonly company: string;
  /** A mail address, a telephone number, a room: where people ask. */
  readonly contact: string;
  readonly privacyUrl?: string | undefined;
}

/** Gives a text in the language of the page; who asks is named in many of them. */
export type Say = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;

export function sayIn(texts: Texts, { company, contact }: Asker): Say {
  return (key, values = {}) => texts.of(key, { company, contact, ...values });
}
