import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { readJsonObject } from '../../domain/json-object.js';
import { systemProblem } from '../../domain/system-problem.js';
import { pathText, quoted, quotedPath } from '../../domain/text.js';
import type { OwnTexts } from '../../render/languages/own-catalogs.js';
import { ownTextProblem } from '../../render/languages/own-text.js';
import { canonicalTag } from '../../render/languages/tag.js';
import { type Host, reachable } from '../host.js';

/** A file of `--language-dir`, its texts checked. */
interface LanguageFile {
  /** As it is shown. */
  readonly file: string;
  /** Canonical. */
  readonly language: string;
  readonly texts: OwnTexts;
}

/** Where a customer gets a file to begin with. */
const START = 'begin with what "faceenroll links texts <language>" prints';

/** The files of a folder that are named after languages: `pt-BR.json`. */
export function readLanguageDir(
  folder: string | undefined,
  host: Pick<Host, 'cwd'>,
): readonly LanguageFile[] {
  if (folder === undefined) return [];
  const names = jsonFiles(folder, host);
  const files = names.map((name) => readFile(folder, name, host));
  for (const { file, language } of files) {
    const other = files.find((one) => one.language === language && one.file !== file);
    if (other) {
      throw new FatalError(`${file} and ${other.file} are the same language, ${quoted(language)}`);
    }
  }
  return files;
}

/** Not those that file systems and editors hide: ._de.json, .de.json.swp. */
function jsonFiles(folder: string, host: Pick<Host, 'cwd'>): readonly string[] {
  const names = read(folder, () => readdirSync(reachable(host, folder)));
  const files = names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  if (files.length > 0) return files;
  throw new FatalError(
    `there is no <language>.json in ${quotedPath(folder)} (--language-dir); ${START}`,
  );
}

function readFile(folder: string, name: string, host: Pick<Host, 'cwd'>): LanguageFile {
  const path = join(folder, name);
  const file = pathText(path);
  const language = canonicalTag(name.slice(0, -'.json'.length));
  if (language === undefined) {
    throw new FatalError(
      `${file} is not named after a language, as de.json, pt-BR.json and zh-Hant.json are`,
    );
  }
  const text = read(path, () => readFileSync(reachable(host, path), 'utf8'));
  return { file, language, texts: textsIn(file, text) };
}

function textsIn(file: string, text: string): OwnTexts {
  // A byte order mark is what some editors put before JSON.
  const json = readJsonObject(text.replace(/^\ufeff/, ''));
  if ('problem' in json) throw new FatalError(`${file}: ${json.problem}; ${START}`);
  for (const [name, own] of Object.entries(json.value)) {
    const problem = ownTextProblem(name, own);
    if (problem !== undefined) throw new FatalError(`${file}: ${problem}`);
  }
  return json.value as OwnTexts;
}

function read<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new FatalError(`${pathText(path)} cannot be read: ${systemProblem(error)}`);
  }
}
