import type { LinkTerms } from '../../domain/link.js';
import { type Composed, composeMail } from '../../render/mail/compose.js';
import { NO_ENCODER, type RecordsContext } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { existingUser } from '../users/existing.js';
import type { LINKS_PREVIEW_OPTIONS } from './options.js';
import { type Page, previewPage } from './preview-page.js';
import { languageIn, linkSettings } from './settings.js';
import { termsOf } from './terms.js';
import type { LinkSettings } from './types.js';
import { writeFiles } from './write-files.js';
import { linkUrl } from './written-mail.js';

/** In place of a token: whoever copies it sees that it is none. */
const NO_TOKEN = 'this-is-a-preview-and-the-link-does-not-work';

/** A mail as it would be sent. */
export interface Preview extends Composed {
  readonly language: string;
  /** The files that were written. */
  readonly files: readonly string[];
}

type Values = ValuesOf<typeof LINKS_PREVIEW_OPTIONS>;

interface Person {
  readonly userId: string;
  readonly name: string | null;
}

/**
 * Makes mail and page without sending anything, and without a link that works.
 *
 * @throws {NotFoundError} when there is no such user.
 */
export function previewLinks(context: RecordsContext, values: Values): Preview {
  const { host } = context;
  const { user, language: asked, output } = values;
  const settings = linkSettings(values, host);
  settings.transport?.close();
  const { languages, mailLanguage } = settings;
  const language = asked === undefined ? mailLanguage : languageIn(languages, asked, '--language');
  const person = user === undefined ? { userId: '1001', name: null } : personIn(context, user);
  const terms = termsOf(values);
  const until = new Date(Date.now() + terms.seconds * 1000).toISOString();
  const mail = mailTo(person, settings, language, until);
  if (output === undefined) return { ...mail, language, files: [] };
  const page = previewPage(settings, language, pageOf(values, terms, until));
  const files = { 'mail.txt': mail.text, 'mail.html': mail.html, 'page.html': page };
  return { ...mail, language, files: writeFiles(output, files, host) };
}

function personIn({ records, collection }: RecordsContext, named: string): Person {
  return records.read((store) => {
    const changes = store.collection(collection, NO_ENCODER);
    const userId = existingUser(changes, named);
    return { userId, name: store.people.find(collection, userId)?.name ?? null };
  });
}

function mailTo(
  person: Person,
  { languages, mailTemplate: template, notice, publicUrl }: LinkSettings,
  language: string,
  until: string,
): Composed {
  return composeMail('link', {
    ...{ texts: languages.texts(language), notice, ...person, denial: null, template },
    link: { url: linkUrl(publicUrl, NO_TOKEN), until },
  });
}

function pageOf(
  { storeThumbnails, profileImage }: Values,
  { attempts, review }: LinkTerms,
  until: string,
): Page {
  const keepsPicture = storeThumbnails !== 'none' || profileImage === true;
  return { until, attempts, isReviewed: review, keepsPicture };
}
