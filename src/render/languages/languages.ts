import { lookupIn } from './lookup.js';
import { type Catalogs, ENGLISH, type Languages, type Texts, type Values } from './texts.js';
import { textsOf } from './texts-of.js';

/**
 * All languages of some catalogs, whose tags are canonical.
 *
 * @param everywhere values for the placeholders of all texts
 */
export function languagesOf(catalogs: Catalogs, everywhere: Values = {}): Languages {
  const { nearest, best } = lookupIn(catalogs.keys());
  const made = new Map<string, Texts>();
  const textsIn = (language: string): Texts => {
    const texts =
      made.get(language) ?? textsOf(language, catalogs.get(language) ?? ENGLISH, everywhere);
    made.set(language, texts);
    return texts;
  };
  return {
    all: menu(catalogs),
    texts: (language) => textsIn(nearest(language) ?? 'en'),
    lookup: best,
  };
}

/** Sorted by name, scripts in the order of Unicode's collation: Latin first. */
function menu(catalogs: Catalogs): Languages['all'] {
  const { compare } = new Intl.Collator('en');
  return [...catalogs]
    .map(([language, texts]) => ({ language, name: texts['language.name'] }))
    .sort((a, b) => compare(a.name, b.name));
}
