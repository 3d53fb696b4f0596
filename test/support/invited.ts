import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { Store } from '../../src/store/store.js';
import { Scenario } from './scenario.js';

/** How links are set up where mails are written to a folder. */
export const SET_UP = [
  ...['--notice', 'notice.json', '--public-url', 'https://faces.example.com'],
  ...['--mail-folder', 'mails'],
];

/** Sends mails to a folder, 100 a second. */
export const SEND = ['links', 'send', ...SET_UP, '--mail-rate', '6000'];

/** A working folder with a notice, and users with these addresses; without a database if undefined. */
export function invited(addresses: Readonly<Record<string, string>> | undefined): Scenario {
  const s = new Scenario();
  s.write('notice.json', '{"company": "Example Ltd", "contact": "badges@example.com"}');
  if (!addresses) return s;
  const now = new Date().toISOString();
  const store = Store.open(s.db, false);
  try {
    store.once(() => {
      store.collections.create('default', now);
      const { users, audit } = store.collection('default', '');
      for (const [userId, email] of Object.entries(addresses)) {
        users.create(userId, { known: { email }, extra: {} }, now);
        audit.record('USER_CREATED', { userId }, {}, now);
      }
    });
  } finally {
    store.close();
  }
  return s;
}

/** The mails that were written to the folder, in the order in which they were. */
export function mailsIn(s: Scenario): readonly string[] {
  if (!existsSync(s.path('mails'))) return [];
  const names = readdirSync(s.path('mails')).filter((name) => name.endsWith('.eml'));
  return names.sort().map((name) => readFileSync(s.path('mails', name), 'utf8'));
}

/** The mail to an address. */
export function mailTo(s: Scenario, address: string): string {
  const mail = mailsIn(s).find((one) => one.includes(address));
  if (mail === undefined) throw new Error(`no mail to ${address}`);
  return mail;
}

/** The token of the link that a text holds, whatever the encoding of the mail breaks lines with. */
export function linkIn(text: string): string {
  const [, token] = /\/e\/([\w-]{43})/.exec(text.replace(/=\r?\n/g, '')) ?? [];
  if (token === undefined) throw new Error('no link');
  return token;
}
