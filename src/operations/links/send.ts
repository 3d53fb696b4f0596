import { UsageError } from '../../domain/fatal-error.js';
import { count } from '../../domain/text.js';
import { MailServerError } from '../../mail/mail.js';
import type { RecordsContext } from '../context.js';
import type { SendInput } from './options.js';
import { sendDue } from './outbox.js';
import { type Recipients, recipientsIn } from './recipients.js';
import { linkSettings } from './settings.js';
import { termsOf } from './terms.js';
import type { LinkSettings } from './types.js';
import { type OnMail, watchOthers } from './watch-others.js';

/** Who is mailed, and the sending itself. */
export interface LinksSent extends Recipients {
  readonly isDry: boolean;
  /** Whether it was known that some have no address. */
  readonly mayLackAddress: boolean;
  /**
   * Sends what is due, with mails of earlier commands. Resolves to how many mails of the
   * collection wait then.
   *
   * @throws {MailServerError} when the server cannot be used; the queue stays.
   */
  readonly send: (onMail: OnMail) => Promise<number>;
}

const NOBODY: Recipients = { mailed: [], unmailed: [] };

/**
 * Queues a mail for everybody who is meant and can get one. What is queued goes out by `send`, by
 * the same command later, or by a server.
 *
 * @throws {FatalError} when a user does not exist, or a file is wrong: then nothing is queued.
 */
export async function sendLinks(context: RecordsContext, input: SendInput): Promise<LinksSent> {
  const { host, collection, records } = context;
  const terms = termsOf(input);
  const settings = linkSettings(input, host);
  if (!settings.transport) {
    throw new UsageError(
      'no mail server is set: name one with --smtp-host and --mail-from, or write e-mails to a folder with --mail-folder',
    );
  }
  const mayLackAddress = input.allowNoAddress ?? false;
  if (input.dryRun) {
    const recipients = records.read((store) => recipientsIn(store, collection, input, terms));
    settings.transport.close();
    return { ...recipients, mayLackAddress, isDry: true, send: async () => 0 };
  }
  const send = (onMail: OnMail) => sendAll(context, settings, onMail);
  if (input.waiting) {
    return { ...NOBODY, mayLackAddress, isDry: false, send };
  }
  const recipients = await records.write((store) => recipientsIn(store, collection, input, terms));
  return { ...recipients, mayLackAddress, isDry: false, send };
}

async function sendAll(
  context: RecordsContext,
  settings: LinkSettings,
  onMail: OnMail,
): Promise<number> {
  const { host, db, records } = context;
  const total = records.read(({ mails }) => mails.open().length);
  let done = 0;
  const told: OnMail = (outcome) => {
    done += 1;
    host.progress({ kind: 'step', step: 'E-mails', done, of: Math.max(done, total) });
    onMail(outcome);
  };
  const { signal } = host;
  try {
    for (;;) {
      const sent = await sendDue(records, settings, { db, signal, onMail: told });
      if (sent.kind === 'done' || signal.aborted) return waiting(context);
      const who = sent.process === undefined ? 'Another process' : `The process ${sent.process}`;
      host.note(`${who} sends the e-mails of this database: watching it.`);
      await watchOthers(context, told);
    }
  } catch (error) {
    if (!(error instanceof MailServerError)) throw error;
    const what = count(waiting(context), 'e-mail waits', 'e-mails wait');
    throw new MailServerError(
      `${error.message}; ${what}: "faceenroll links send --waiting" sends them`,
    );
  } finally {
    settings.transport?.close();
    host.progress(undefined);
  }
}

function waiting({ records, collection }: RecordsContext): number {
  const open = records.read(({ mails }) => mails.open());
  return open.filter((mail) => mail.collection === collection).length;
}
