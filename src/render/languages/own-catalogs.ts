import { lookupIn } from './lookup.js';
import { type Catalog, type Catalogs, ENGLISH } from './texts.js';

/** A customer's own texts of one language, checked; those that are missing come from elsewhere. */
export type OwnTexts = Readonly<Partial<Catalog>>;

/**
 * Catalogs with a customer's own texts, by canonical tags. A new language takes what it lacks from
 * the nearest one that it can be read in place of (de-CH from de), else from English.
 */
export function withOwnTexts(
  catalogs: Catalogs,
  own: Iterable<readonly [language: string, texts: OwnTexts]>,
): Catalogs {
  const all = new Map(catalogs);
  for (const [language, texts] of parentsFirst(own)) {
    all.set(language, { ...basis(language, all), ...texts });
  }
  return all;
}

/** English, or the language whose texts stand in for those that another lacks. */
export function basisOf(language: string, catalogs: Catalogs): string {
  return lookupIn(catalogs.keys()).nearest(language) ?? 'en';
}

function basis(language: string, catalogs: Catalogs): Catalog {
  return catalogs.get(basisOf(language, catalogs)) ?? ENGLISH;
}

/** English stands in for all others, and a language for its regional forms. */
function parentsFirst<T>(own: Iterable<readonly [string, T]>): readonly (readonly [string, T])[] {
  const rank = (language: string): string => (language === 'en' ? '' : language);
  return [...own].sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
}
