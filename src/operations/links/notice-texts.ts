import { isJsonObject, type JsonObject } from '../../domain/json-object.js';
import { nearest } from '../../domain/nearest.js';
import { listed, quoted } from '../../domain/text.js';
import { ENGLISH, type TextKey } from '../../render/languages/texts.js';
import type { Notice } from './types.js';

const NAMES = Object.keys(ENGLISH) as readonly TextKey[];

/** What every text may name. */
const EVERYWHERE = ['company', 'contact'] as const;

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
  if (!isLanguage(language)) {
    return `${quoted(language)} is no language: write it as in "en", "pt-BR" or "zh-Hant"`;
  }
  if (!isJsonObject(texts)) {
    return `${quoted(language)} must be an object: {"notice.what": "Your photo becomes ..."}`;
  }
  for (const [name, text] of Object.entries(texts)) {
    const problem = problemOfText(name, text);
    if (problem !== undefined) return `${quoted(language)}: ${problem}`;
  }
  return undefined;
}

function problemOfText(name: string, text: unknown): string | undefined {
  if (!NAMES.includes(name as TextKey)) {
    return `there is no text ${quoted(name)}; did you mean ${quoted(nearest(name, NAMES) ?? '')}?`;
  }
  if (typeof text !== 'string' || text.trim() === '') return `${quoted(name)} must be a text`;
  const known = [...new Set([...placeholders(ENGLISH[name as TextKey]), ...EVERYWHERE])];
  const unknown = placeholders(text).find((one) => !known.includes(one));
  if (unknown === undefined) return undefined;
  const names = known.map((one) => `{${one}}`);
  return `${quoted(name)} has the placeholder ${quoted(`{${unknown}}`)}, which nothing replaces: there are ${listed(names)}`;
}

function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name = '']) => name);
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
