import { readFileSync } from 'node:fs';
import { FatalError } from '../../domain/fatal-error.js';
import { isJsonObject, type JsonObject, readJsonObject } from '../../domain/json-object.js';
import { nearest } from '../../domain/nearest.js';
import { systemProblem } from '../../domain/system-problem.js';
import { pathText, quoted } from '../../domain/text.js';
import { type Host, reachable } from '../host.js';
import { noticeTexts } from './notice-texts.js';
import type { Notice } from './types.js';

/** What the file must say, for whoever has to write one. */
const EXAMPLE =
  '{"company": "Example Ltd", "contact": "badges@example.com", "privacyUrl": "https://example.com/privacy"}';

const KEYS = ['company', 'contact', 'version', 'privacyUrl', 'texts'] as const;

type Key = (typeof KEYS)[number];

/**
 * Reads the file of `--notice`: who asks for photos, and the texts that replace those of the page.
 *
 * @throws {FatalError} naming the file, the key and what to write there.
 */
export function readNotice(path: string, host: Pick<Host, 'cwd'>): Notice {
  const read = readJsonObject(textOf(path, host));
  if ('problem' in read) throw wrong(path, `${read.problem}; it may be ${EXAMPLE}`);
  try {
    return noticeOf(read.value);
  } catch (error) {
    if (error instanceof WrongNotice) throw wrong(path, error.message);
    throw error;
  }
}

/** What is wrong in the file, without its name. */
class WrongNotice extends Error {}

function noticeOf(written: JsonObject): Notice {
  const unknown = Object.keys(written).find((key) => !KEYS.includes(key as Key));
  if (unknown !== undefined) {
    throw new WrongNotice(
      `there is no ${quoted(unknown)}; did you mean ${quoted(nearest(unknown, KEYS) ?? '')}?`,
    );
  }
  const { version, privacyUrl, texts = {} } = written;
  return {
    company: line(written, 'company', 'the name of who asks for photos'),
    contact: line(written, 'contact', 'where people ask: an e-mail address, a telephone number'),
    ...(version !== undefined && {
      version: line(written, 'version', 'the version of your texts, such as "2027-01"'),
    }),
    ...(privacyUrl !== undefined && { privacyUrl: webAddress(privacyUrl) }),
    texts: isJsonObject(texts) ? replaced(texts) : refuseTexts(),
  };
}

function line(written: JsonObject, key: Key, meaning: string): string {
  const value = Object.hasOwn(written, key) ? written[key] : undefined;
  if (value === undefined) throw new WrongNotice(`${quoted(key)} is missing: ${meaning}`);
  if (typeof value === 'string' && value.trim() !== '' && !/\p{Cc}/u.test(value)) {
    return value.trim();
  }
  throw new WrongNotice(`${quoted(key)} must be a line of text: ${meaning}`);
}

function webAddress(value: unknown): string {
  const url = typeof value === 'string' ? URL.parse(value) : null;
  if (url && /^https?:$/.test(url.protocol)) return url.href;
  throw new WrongNotice('"privacyUrl" must be an address as in https://example.com/privacy');
}

function replaced(texts: JsonObject): Notice['texts'] {
  const read = noticeTexts(texts);
  if ('problem' in read) throw new WrongNotice(`"texts": ${read.problem}`);
  return read.texts;
}

function refuseTexts(): never {
  throw new WrongNotice(
    '"texts" must be an object of languages: {"en": {"notice.what": "Your photo becomes ..."}}',
  );
}

function textOf(path: string, host: Pick<Host, 'cwd'>): string {
  try {
    // A byte order mark is what some editors put before JSON.
    return readFileSync(reachable(host, path), 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    throw new FatalError(
      `the notice ${pathText(path)} cannot be read: ${systemProblem(error)}; --notice names a JSON file, such as ${EXAMPLE}`,
    );
  }
}

function wrong(path: string, problem: string): FatalError {
  return new FatalError(`the notice ${pathText(path)}: ${problem}`);
}
