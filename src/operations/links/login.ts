import { readFileSync, statSync } from 'node:fs';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';
import type { SmtpSettings } from '../../mail/smtp-settings.js';
import { type Host, reachable } from '../host.js';

/** Nobody's password is longer: whoever names a photo by mistake is told so at once. */
const MOST_BYTES = 4096;

/** Somebody else than the owner may read, write or run it. */
const OTHERS = 0o077;

const WAYS = '--smtp-password-file or FACEENROLL_SMTP_PASSWORD';

interface Values {
  readonly smtpUser?: string;
  readonly smtpPasswordFile?: string;
}

type Asking = Pick<Host, 'env' | 'cwd' | 'note'>;

/**
 * Who logs in to the mail server; undefined if nobody does. The password is in a file or in the
 * environment, and never on a command line, where others can see it.
 *
 * @throws {UsageError} when there is a user without a password, a password without a user, or two.
 * @throws {FatalError} when the file cannot be read.
 */
export function smtpLogin(values: Values, host: Asking): SmtpSettings['login'] {
  const { smtpUser: user, smtpPasswordFile: file } = values;
  // Set but empty means unset, as with other programs.
  const direct = host.env.FACEENROLL_SMTP_PASSWORD || undefined;
  if (file !== undefined && direct !== undefined) {
    throw new UsageError(
      '--smtp-password-file and FACEENROLL_SMTP_PASSWORD are both set: leave one of them out',
    );
  }
  if (user === undefined) {
    if (file === undefined && direct === undefined) return undefined;
    throw new UsageError('--smtp-user is missing: the password of the mail server needs a user');
  }
  const password = file === undefined ? direct : passwordIn(file, host);
  if (password !== undefined) return { user, password };
  throw new UsageError(`--smtp-user needs a password: set ${WAYS}`);
}

/** The first line of a file. */
function passwordIn(path: string, host: Asking): string {
  const named = `the password file ${quotedPath(path)}`;
  const { mode, text } = read(reachable(host, path), named);
  const [password = ''] = text.split(/\r?\n/, 1);
  if (password === '') throw new FatalError(`${named} is empty: its first line is the password`);
  if ((mode & OTHERS) !== 0) {
    host.note(`warning: others can read ${named}: run "chmod 600" on it`);
  }
  return password;
}

function read(path: string, named: string): { readonly mode: number; readonly text: string } {
  try {
    const stats = statSync(path);
    if (stats.isFile() && stats.size > MOST_BYTES) {
      throw new FatalError(`${named} is too large for a password`);
    }
    // Something like <(vault read ...) is a pipe.
    return { mode: stats.isFile() ? stats.mode : 0, text: readFileSync(path, 'utf8') };
  } catch (error) {
    if (error instanceof FatalError) throw error;
    throw new FatalError(`${named} cannot be read: ${systemProblem(error)}`);
  }
}
