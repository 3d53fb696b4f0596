import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemProblem } from '../domain/system-problem.js';
import { quotedPath } from '../domain/text.js';
import { type Mail, MailServerError, type MailTransport } from './mail.js';
import { type From, mimeOf } from './mime.js';

/** For the owner alone: whoever reads the file can use its link. */
const OWNER_ONLY = 0o600;

/** Writes each mail to a file of a folder, to try things out; sends none. */
export function folderTransport(folder: string, from: From): MailTransport {
  const make = (): void => {
    explained(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
  };
  return {
    async send(mail: Mail) {
      const { bytes } = await mimeOf(mail, from);
      make();
      const path = join(folder, `${stamp(new Date())}-${mail.mailId}.eml`);
      explained(path, () => writeFileSync(path, bytes, { mode: OWNER_ONLY, flag: 'wx' }));
      return { kind: 'taken', reply: 'folder' };
    },
    async check() {
      make();
      return `e-mails are written to ${quotedPath(folder)}, and none is sent`;
    },
    close: () => undefined,
  };
}

/** Names sort in the order in which they were written: 20261130T093000123Z. */
function stamp(now: Date): string {
  return now.toISOString().replace(/[-:.]/g, '');
}

function explained(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new MailServerError(`${quotedPath(path)} cannot be written: ${systemProblem(error)}`);
  }
}
