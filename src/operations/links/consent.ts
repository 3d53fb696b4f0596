import { type ConsentText, consentSha256 } from '../../store/links/consents.js';

/** Digits of a digest that name a text: nobody has so many texts that two have the same. */
const DIGITS = 12;

/** What a person has read, as it is kept. */
export interface Read {
  readonly consent: ConsentText;
  /** Changes with any letter of the text. */
  readonly digest: string;
}

/** A text that people read before they answer, with its version: that of the notice, or its digest. */
export function readText(
  notice: { readonly version?: string | undefined },
  language: string,
  text: string,
): Read {
  const digest = consentSha256({ text }).slice(0, DIGITS);
  return { consent: { version: notice.version ?? digest, language, text }, digest };
}
