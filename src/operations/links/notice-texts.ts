import { isJsonObject, type JsonObject } from '../../domain/json-object.js';
import { quoted } from '../../domain/text.js';
import { ownTextProblem } from '../../render/languages/own-text.js';
import { canonicalTag } from '../../render/languages/tag.js';
import type { Notice } from './types.js';

/** Reads the texts of a notice, by language and name, or says what is wrong with one. */
export function noticeTexts(
  written: JsonObject,
): { readonly texts: Notice['texts'] } | { readonly problem: string } {
  for (const [language, texts] of Object.entries(written)) {
    const problem = problemOf(language, texts);
    if (problem !== undefined) return { problem };
  }
  return { texts: written as Notice['texts'] };
}

function problemOf(language: string, texts: unknown): string | undefined {
  if (canonicalTag(language) === undefined) {
    return `${quoted(language)} is not a language: write it as in "en", "pt-BR" or "zh-Hant"`;
  }
  if (!isJsonObject(texts)) {
    return `${quoted(language)} must be an object: {"notice.what": "Your photo becomes ..."}`;
  }
  for (const [name, text] of Object.entries(texts)) {
    const problem = ownTextProblem(name, text);
    if (problem !== undefined) return `${quoted(language)}: ${problem}`;
  }
  return undefined;
}
