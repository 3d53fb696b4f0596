import { type AcceptedRange, acceptedRanges } from './accept-language.js';
import { canonicalTag, type Written, written } from './tag.js';

/** Finds the languages that people ask for among those that there are. */
export interface Lookup {
  /** The best language for a tag, or undefined. */
  nearest(tag: string): string | undefined;
  /** The best language for the header Accept-Language, or undefined. */
  best(acceptLanguage: string | undefined): string | undefined;
}

/**
 * RFC 4647 lookup: for each range, the best first, the language of exactly that tag, or else of a
 * shorter one. A language that is written in another script does not count: who reads zh-Hant may
 * not read zh-Hans.
 *
 * @param tags canonical ones
 */
export function lookupIn(tags: Iterable<string>): Lookup {
  const known = new Map([...tags].map((tag) => [tag, written(tag)]));
  const nearest = (text: string): string | undefined => {
    const tag = canonicalTag(text);
    if (tag === undefined) return undefined;
    const wanted = written(tag);
    return shorter(tag, wanted).find((one) => known.has(one)) ?? alike(wanted, known);
  };
  return {
    nearest,
    best: (header) => firstOf(acceptedRanges(header), nearest),
  };
}

function firstOf(
  ranges: readonly AcceptedRange[],
  nearest: (tag: string) => string | undefined,
): string | undefined {
  for (const { tag } of ranges) {
    const found = nearest(tag);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** From the tag itself to the language alone, all in the script of the tag. */
function shorter(tag: string, { language, script, region }: Written): readonly string[] {
  const less = [
    tag,
    `${language}-${script}-${region}`,
    `${language}-${region}`,
    ...regionalParent(language, region),
    `${language}-${script}`,
    language,
  ];
  return less.filter((one) => canonicalTag(one) === one && written(one).script === script);
}

/** Outside Brazil, Portuguese is written as in Portugal (CLDR, parentLocales). */
function regionalParent(language: string, region: string): readonly string[] {
  return language === 'pt' && region !== 'BR' ? ['pt-PT'] : [];
}

/** Any language that differs in its region alone: sv-SE for sv-FI. */
function alike(wanted: Written, known: ReadonlyMap<string, Written>): string | undefined {
  const found = [...known].find(
    ([, one]) => one.language === wanted.language && one.script === wanted.script,
  );
  return found?.[0];
}
