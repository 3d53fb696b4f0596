import { FatalError } from '../../domain/fatal-error.js';
import { count, listed, quoted } from '../../domain/text.js';
import { CATALOGS } from '../../render/languages/catalogs.js';
import { languagesOf } from '../../render/languages/languages.js';
import { basisOf, type OwnTexts, withOwnTexts } from '../../render/languages/own-catalogs.js';
import { TEXT_KEYS } from '../../render/languages/own-text.js';
import { canonicalTag, listedTags } from '../../render/languages/tag.js';
import type { Languages } from '../../render/languages/texts.js';
import type { Host } from '../host.js';
import { readLanguageDir } from './language-dir.js';
import type { Notice } from './types.js';

/**
 * All languages of page and mails: the built-in ones, with the texts of `--language-dir`, and over
 * these the texts of the notice.
 *
 * @throws {FatalError} naming the file, the text and the right name.
 */
export function readLanguages(
  languageDir: string | undefined,
  notice: Pick<Notice, 'company' | 'contact' | 'texts'>,
  host: Pick<Host, 'cwd' | 'note'>,
): Languages {
  const own = new Map<string, OwnTexts>();
  for (const { file, language, texts } of readLanguageDir(languageDir, host)) {
    checkName(file, language, texts);
    sayWhatLacks(file, language, texts, host);
    own.set(language, texts);
  }
  for (const [written, texts] of Object.entries(notice.texts)) {
    const language = canonicalTag(written) ?? written;
    const together = { ...own.get(language), ...(texts as OwnTexts) };
    checkName(`the notice: ${quoted(written)}`, language, together);
    own.set(language, together);
  }
  const { company, contact } = notice;
  return languagesOf(withOwnTexts(CATALOGS, own), { company, contact });
}

/** A new language needs a name of its own in the menu. */
function checkName(where: string, language: string, texts: OwnTexts): void {
  if (CATALOGS.has(language) || texts['language.name'] !== undefined) return;
  throw new FatalError(
    `${where}: ${quoted(language)} is a new language and needs "language.name", what the language calls itself; built-in languages are ${listedTags(CATALOGS.keys())}`,
  );
}

function sayWhatLacks(
  file: string,
  language: string,
  texts: OwnTexts,
  { note }: Pick<Host, 'note'>,
): void {
  const basis = basisOf(language, CATALOGS);
  const missing = TEXT_KEYS.filter((key) => texts[key] === undefined);
  if (CATALOGS.has(language) || missing.length === 0) return;
  note(
    `${file} lacks ${count(missing.length, 'text')}; those of ${quoted(basis)} are used instead: ${listed(missing, 3)}`,
  );
}
