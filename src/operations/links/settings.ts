import { readFileSync } from 'node:fs';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { pathText, quoted } from '../../domain/text.js';
import { canonicalTag, listedTags } from '../../render/languages/tag.js';
import type { Languages } from '../../render/languages/texts.js';
import { checkMailTemplate } from '../../render/mail/template.js';
import { type Host, reachable } from '../host.js';
import type { ValuesOf } from '../options/row.js';
import { readNotice } from './notice.js';
import type { SETTINGS_OPTIONS } from './options.js';
import { readLanguages } from './read-languages.js';
import { transportOf } from './transport.js';
import type { LinkSettings } from './types.js';

/** What says who asks, where the page is, and how mails are sent. */
export type SettingsValues = ValuesOf<typeof SETTINGS_OPTIONS>;

/** For whoever has not set up links yet. */
const ADVICE =
  'write into faceenroll.config.json, for all commands, {"notice": "notice.json", "public-url": "https://faces.example.com", "smtp-host": "mail.example.com", "mail-from": "Badge office <badges@example.com>"}; "faceenroll help links" tells more';

/**
 * All that page and mails need besides the database.
 *
 * @throws {UsageError} when an option is missing.
 * @throws {FatalError} naming the file, and what is wrong in it.
 */
export function linkSettings(values: SettingsValues, host: Host): LinkSettings {
  const publicUrl = requirePublicUrl(values.publicUrl, host);
  if (values.notice === undefined) {
    throw new UsageError(`--notice is missing: who asks for photos; ${ADVICE}`);
  }
  const notice = readNotice(values.notice, host);
  const languages = readLanguages(values.languageDir, notice, host);
  return {
    ...{ notice, languages, publicUrl, mailRate: values.mailRate },
    mailLanguage: mailLanguageIn(languages, values.mailLanguage),
    mailTemplate: templateIn(values.mailTemplate, host),
    transport: transportOf(values, host),
  };
}

/**
 * The address of the page.
 *
 * @throws {UsageError} when there is none, or it has a path.
 */
export function requirePublicUrl(
  publicUrl: string | undefined,
  { note }: Pick<Host, 'note'>,
): string {
  if (publicUrl === undefined) {
    throw new UsageError(`--public-url is missing: where people reach the page; ${ADVICE}`);
  }
  const { protocol, hostname, pathname, origin } = new URL(publicUrl);
  if (pathname !== '/') {
    throw new UsageError(
      `--public-url is ${publicUrl}: pages need a host of their own, without a path, as in ${origin}`,
    );
  }
  if (protocol === 'http:' && !isLocal(hostname)) {
    note(
      `${publicUrl} is not https: links can be read on their way, and browsers let a page use the camera over https alone.`,
    );
  }
  return publicUrl;
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

/**
 * A language in which mails or a preview can be.
 *
 * @throws {UsageError} when it is none, or there are no texts in it.
 */
export function languageIn({ all }: Languages, asked: string, option: string): string {
  const tag = canonicalTag(asked);
  if (all.some(({ language }) => language === tag)) return tag as string;
  const known = listedTags(all.map(({ language }) => language));
  throw new UsageError(`${option} is ${quoted(asked)}: there are ${known}`);
}

function mailLanguageIn(languages: Languages, asked: string | undefined): string {
  return asked === undefined ? 'en' : languageIn(languages, asked, '--mail-language');
}

function templateIn(path: string | undefined, host: Host): string | undefined {
  if (path === undefined) return undefined;
  const named = `the template ${pathText(path)}`;
  let template: string;
  try {
    template = readFileSync(reachable(host, path), 'utf8');
  } catch (error) {
    throw new FatalError(`${named} cannot be read: ${systemProblem(error)}`);
  }
  checkMailTemplate(template, named);
  return template;
}
