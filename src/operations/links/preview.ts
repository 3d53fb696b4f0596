import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';
import { type Composed, composeMail } from '../../render/mail/compose.js';
import { NO_ENCODER, type RecordsContext } from '../context.js';
import { type Host, reachable } from '../host.js';
import type { ValuesOf } from '../options/row.js';
import { existingUser } from '../users/existing.js';
import { DEFAULT_ATTEMPTS, type LINKS_PREVIEW_OPTIONS } from './options.js';
import { languageIn, linkSettings } from './settings.js';
import { termsOf } from './terms.js';
import { linkUrl } from './written-mail.js';

/** In place of a token: whoever copies it sees that it is none. */
const NO_TOKEN = 'this-is-a-preview-and-the-link-does-not-work';

/** A mail as it would be sent. */
export interface Preview extends Composed {
  readonly language: string;
  /** The files that were written. */
  readonly files: readonly string[];
}

/**
 * Makes the mail without sending it, and without a link that works.
 *
 * @throws {NotFoundError} when there is no such user.
 */
export function previewLinks(
  { host, records, collection }: RecordsContext,
  values: ValuesOf<typeof LINKS_PREVIEW_OPTIONS>,
): Preview {
  const { user, language: asked, output } = values;
  const settings = linkSettings(values, host);
  settings.transport?.close();
  const { languages, mailLanguage, mailTemplate: template, notice, publicUrl } = settings;
  const language = asked === undefined ? mailLanguage : languageIn(languages, asked, '--language');
  const person =
    user === undefined
      ? { userId: '1001', name: null }
      : records.read((store) => {
          const changes = store.collection(collection, NO_ENCODER);
          const userId = existingUser(changes, user);
          return { userId, name: changes.users.dataOf([userId]).get(userId)?.known.name ?? null };
        });
  const { seconds } = termsOf({ ...values, attempts: DEFAULT_ATTEMPTS });
  const until = new Date(Date.now() + seconds * 1000).toISOString();
  const mail = composeMail('link', {
    ...{ texts: languages.texts(language), notice, ...person, denial: null, template },
    link: { url: linkUrl(publicUrl, NO_TOKEN), until },
  });
  return { ...mail, language, files: output === undefined ? [] : written(mail, output, host) };
}

function written({ text, html }: Composed, folder: string, host: Host): readonly string[] {
  const files = { 'mail.txt': text, 'mail.html': html };
  try {
    mkdirSync(reachable(host, folder), { recursive: true });
    return Object.entries(files).map(([name, content]) => {
      const path = join(folder, name);
      writeFileSync(reachable(host, path), content);
      return path;
    });
  } catch (error) {
    throw new FatalError(
      `the preview cannot be written to ${quotedPath(folder)}: ${systemProblem(error)}`,
    );
  }
}
