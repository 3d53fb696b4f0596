import { UsageError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { CATALOGS } from '../../render/languages/catalogs.js';
import { basisOf } from '../../render/languages/own-catalogs.js';
import { canonicalTag, isKnownLanguage, listedTags } from '../../render/languages/tag.js';
import { ENGLISH } from '../../render/languages/texts.js';

/**
 * All texts of a language as the JSON of a file for `--language-dir`: of one that is not built in,
 * those of the nearest one, else the English ones, to be translated.
 *
 * @throws {UsageError} when it is no language.
 */
export function catalogText(written: string): string {
  const language = canonicalTag(written);
  if (language === undefined || !isKnownLanguage(language)) {
    throw new UsageError(
      `${quoted(written)} is not a language: write it as in "sv" or "pt-BR"; built in are ${listedTags(CATALOGS.keys())}`,
    );
  }
  const texts = CATALOGS.get(basisOf(language, CATALOGS)) ?? ENGLISH;
  const name = CATALOGS.has(language) ? texts['language.name'] : nameOf(language);
  return `${JSON.stringify({ ...texts, 'language.name': name }, null, 2)}\n`;
}

/** The name of a language in itself, as in a menu: "Svenska". */
function nameOf(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  const [first = '', ...rest] = [...name];
  return `${first.toLocaleUpperCase(language)}${rest.join('')}`;
}
