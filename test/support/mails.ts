import type { LinkTerms } from '../../src/domain/link.js';
import type { Handed, Mail, MailTransport } from '../../src/mail/mail.js';
import { queueMails, type Wanted } from '../../src/operations/links/queue.js';
import {
  DEFAULT_TERMS,
  type LinkSettings,
  type Records,
} from '../../src/operations/links/types.js';
import { languagesOf } from '../../src/render/languages/languages.js';
import { ENGLISH } from '../../src/render/languages/texts.js';
import { Store } from '../../src/store/store.js';
import { newPath } from './keys.js';
import { newStore } from './store.js';

export const TERMS: LinkTerms = { ...DEFAULT_TERMS, reminders: 1, remindDays: 2 };

/** Who asks, and a transport; mails follow one another at once. */
export function settingsOf(transport: MailTransport | undefined): LinkSettings {
  return {
    notice: { company: 'Example Ltd', contact: 'badges@example.com', texts: {} },
    languages: languagesOf(new Map([['en', ENGLISH]])),
    publicUrl: 'https://faces.example.com',
    mailLanguage: 'en',
    mailTemplate: undefined,
    transport,
    mailRate: 100_000,
  };
}

/** Takes every mail, unless `reply` has another answer; an error is thrown. */
export class FakeTransport implements MailTransport {
  readonly sent: Mail[] = [];
  checks = 0;
  reply: (mail: Mail) => Handed | Error | undefined = () => undefined;

  async send(mail: Mail): Promise<Handed> {
    const answer = this.reply(mail);
    if (answer instanceof Error) throw answer;
    this.sent.push(mail);
    return answer ?? { kind: 'taken', reply: '250 2.0.0' };
  }

  async check(): Promise<string> {
    this.checks += 1;
    return 'well';
  }

  close(): void {}
}

/** A database with users who have these addresses, by user ID. */
export function mailScene(addresses: Readonly<Record<string, string | null>>) {
  const path = newPath();
  const store = newStore(path);
  addUsers(store, addresses);
  const records: Records = {
    read: (use) => use(store),
    write: async (work) => store.once(() => work(store)),
  };
  const queue = (userIds: readonly string[], wanted: Partial<Wanted> = {}) =>
    queued(store, userIds, wanted);
  return { path, store, records, queue };
}

/** Users with an address, each with a mail that waits, in a new database. */
export function fill(path: string, userIds: readonly string[]): void {
  const store = Store.open(path, false);
  addUsers(store, Object.fromEntries(userIds.map((id) => [id, `${id}@example.com`])));
  queued(store, userIds, {});
  store.close();
}

function addUsers(store: Store, addresses: Readonly<Record<string, string | null>>): void {
  const now = new Date().toISOString();
  store.once(() => {
    store.collections.create('default', now);
    const { users } = store.collection('default', '');
    for (const [userId, email] of Object.entries(addresses)) {
      const known = { name: `Name of ${userId}`, ...(email !== null && { email }) };
      users.create(userId, { known, extra: {} }, now);
    }
  });
}

function queued(store: Store, userIds: readonly string[], wanted: Partial<Wanted>) {
  const whole = { kind: 'link' as const, terms: TERMS, ...wanted };
  const now = new Date().toISOString();
  return store.once(() => queueMails(store, 'default', userIds, whole, now));
}

/** What the audit has of mails and links. */
export function mailAudit(store: Store) {
  return [...store.auditLog.rows()]
    .filter(({ action }) => /^(LINK|NOTICE)_/.test(action))
    .map(({ action, userId, detail }) => ({ action, userId, ...JSON.parse(String(detail)) }));
}
