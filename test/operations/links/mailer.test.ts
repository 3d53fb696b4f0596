import { describe, expect, it, onTestFinished } from 'vitest';
import { type Mail, MailServerError, type MailTransport } from '../../../src/mail/mail.js';
import { makeLinkDesk } from '../../../src/operations/links/desk.js';
import {
  type MailerLog,
  type MailerParts,
  startMailer,
} from '../../../src/operations/links/mailer.js';
import { DEFAULT_TERMS, type LinkSettings } from '../../../src/operations/links/types.js';
import type { Service } from '../../../src/operations/serving/service.js';
import type { Store } from '../../../src/store/store.js';
import {
  fakeTransport,
  linkSettingsOf,
  newLink,
  openDesk,
  sentPage,
} from '../../support/linked-service.js';
import { enrolled, NOBODY, photoOf } from '../../support/service.js';
import { until } from '../../support/stopping.js';

const DAY_MS = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString();

interface Line {
  readonly level: 'info' | 'warn';
  readonly detail: object;
  readonly text: string;
}

function logOf(): MailerLog & { readonly lines: Line[] } {
  const lines: Line[] = [];
  return {
    lines,
    info: (detail, text) => void lines.push({ level: 'info', detail, text }),
    warn: (detail, text) => void lines.push({ level: 'warn', detail, text }),
  };
}

/** A mailer of a test that looks often, or only when it is woken. */
function mailerOf(
  records: MailerParts['records'],
  settings: LinkSettings | undefined,
  lookEveryMs = 20,
) {
  const log = logOf();
  const mailer = startMailer({ records, settings, log, lookEveryMs });
  onTestFinished(() => mailer.stop());
  return { ...mailer, log };
}

function queueLink(service: Service, userId: string): Promise<string> {
  return service.write(({ mails }) =>
    mails.add(
      { collection: 'default', userId, kind: 'link', terms: DEFAULT_TERMS, denial: null },
      new Date().toISOString(),
    ),
  );
}

const tokenIn = ({ text }: Mail) => /\/e\/([\w-]{43})/.exec(text)?.[1] ?? '';

describe('a mailer', () => {
  it('sends what is queued, when it is woken or looks', async () => {
    const { service, desk, rows } = await openDesk();
    await newLink(service, '1001');
    await newLink(service, '1002');
    const transport = fakeTransport();
    const { wake, log } = mailerOf(service, linkSettingsOf({ transport }), DAY_MS);
    await queueLink(service, '1001');
    wake();
    await until('it is sent', () => rows('mails')[0]?.state === 'sent');
    await queueLink(service, '1002');
    wake();
    await until('both are sent', () => rows('mails')[1]?.state === 'sent');
    expect(transport.sent.map(({ to }) => to)).toEqual(['1001@example.com', '1002@example.com']);
    expect(await desk.submit(tokenIn(transport.sent[0] as Mail), sentPage('ann'), NOBODY)).toEqual({
      kind: 'enrolled',
    });
    expect(log.lines.map(({ level }) => level)).toEqual(['info', 'info']);
    expect(JSON.stringify(log.lines)).not.toContain('@');
  });

  it('sends the link that was asked for on the page of an expired one, once', async () => {
    const { service, rows } = await openDesk();
    const transport = fakeTransport();
    const settings = linkSettingsOf({ transport });
    const { wake } = mailerOf(service, settings, DAY_MS);
    const desk = makeLinkDesk(service, settings, wake);
    const terms = { seconds: 60, attempts: 3, review: true };
    const old = await newLink(service, '1001', terms, { now: daysAgo(1) });
    expect(desk.open(old)?.state).toBe('expired');
    expect(await desk.askAgain(old)).toBe('sent');
    await until('it is sent', () => rows('mails')[0]?.state === 'sent');
    expect(rows('mails')).toMatchObject([{ kind: 'resend' }]);
    const token = tokenIn(transport.sent[0] as Mail);
    expect(desk.open(token)?.link.terms).toMatchObject(terms);
    // The former one looks like any other that does not work.
    expect(desk.open(old)).toBeUndefined();
    expect(await desk.askAgain(old)).toBe('gone');
  });

  it('ends links that were not used in time, also without a mail server', async () => {
    const { service, rows, audited } = await openDesk();
    await newLink(service, '1001', { seconds: 60 }, { now: daysAgo(1) });
    const token = await newLink(service, '1002');
    mailerOf(service, undefined);
    await until('it has ended', () => rows('links')[0]?.ended_by === 'expired');
    expect(audited()).toEqual(['LINK_EXPIRED']);
    expect(rows('links')[1]?.ended_by).toBeNull();
    expect(service.read(({ links }) => links.ofToken(token)?.endedAt)).toBeNull();
  });

  it('reminds whoever has not come, as often as it was said', async () => {
    const { service, rows } = await openDesk();
    const terms = { seconds: 3600, remindDays: 3, reminders: 2 };
    await newLink(service, '1001', terms, { now: daysAgo(4) });
    const transport = fakeTransport();
    mailerOf(service, linkSettingsOf({ transport }));
    await until('it is sent', () => rows('mails')[0]?.state === 'sent');
    expect(rows('mails')).toMatchObject([{ kind: 'reminder' }]);
    const token = tokenIn(transport.sent[0] as Mail);
    expect(service.read(({ links }) => links.ofToken(token))).toMatchObject({
      terms: { ...terms, reminders: 1 },
      endedAt: null,
    });
    expect(rows('links').map(({ remind_at }) => remind_at === null)).toEqual([true, false]);
  });

  it('reminds nobody who was enrolled without the link, or said no', async () => {
    const { service, desk, rows } = await openDesk();
    const terms = { seconds: 10 * 86_400, remindDays: 3, reminders: 2 };
    const now = daysAgo(4);
    await newLink(service, '1001', terms, { now });
    await enrolled(service, '1001', [photoOf('ann')]);
    const token = await newLink(service, '1002', terms, { now });
    expect(await desk.decline(token, sentPage('bob').consent)).toBe(true);
    await newLink(service, '1003', terms, { now });
    mailerOf(service, linkSettingsOf());
    await until('it is sent', () => rows('mails')[0]?.state === 'sent');
    expect(rows('mails')).toMatchObject([{ user_id: '1003', kind: 'reminder' }]);
    expect(rows('links').map(({ remind_at }) => remind_at === null)).toEqual([
      ...[true, true, true],
      // The reminder's own link.
      false,
    ]);
  });

  it('tells once that the mail server is down, and when it is not any more', async () => {
    const { service, rows } = await openDesk();
    await newLink(service, '1001');
    await queueLink(service, '1001');
    let isDown = true;
    let tries = 0;
    const sent = fakeTransport();
    const transport: MailTransport = {
      ...sent,
      check: async () => {
        tries += 1;
        if (isDown) throw new MailServerError('mail.example.com is not reached');
        return 'well';
      },
    };
    const { log } = mailerOf(service, linkSettingsOf({ transport }));
    await until('it was tried several times', () => tries > 3);
    expect(log.lines.map(({ text }) => text)).toEqual([
      'no e-mail is sent for now, trying again: mail.example.com is not reached',
    ]);
    expect(rows('mails')).toMatchObject([{ state: 'waiting', tries: 0 }]);
    isDown = false;
    await until('it is sent', () => rows('mails')[0]?.state === 'sent');
    await until('that is told', () => log.lines.length === 3);
    expect(log.lines.map(({ level }) => level)).toEqual(['warn', 'info', 'info']);
  });

  it('tries less and less often while each try makes a link for nothing', async () => {
    const { service, rows } = await openDesk();
    await newLink(service, '1001');
    await queueLink(service, '1001');
    const tries: number[] = [];
    const transport: MailTransport = {
      ...fakeTransport(),
      send: async () => {
        tries.push(performance.now());
        throw new MailServerError('the sender is refused');
      },
    };
    mailerOf(service, linkSettingsOf({ transport }), 50);
    await until('there were five', () => tries.length >= 5);
    // A busy machine makes waits longer, never shorter; a timer may be early by a millisecond.
    for (const [n, least] of [50, 100, 200, 400].entries()) {
      expect((tries[n + 1] as number) - (tries[n] as number)).toBeGreaterThan(least - 5);
    }
    await until('the e-mail waits', () => rows('mails')[0]?.state === 'waiting');
    expect(rows('mails')).toMatchObject([{ tries: 0 }]);
  });

  it('tells of a mail that is refused, without the address', async () => {
    const { service, rows } = await openDesk();
    await newLink(service, '1001');
    const mailId = await queueLink(service, '1001');
    const problem = '550 5.1.1 <1001@example.com> is unknown';
    const transport: MailTransport = {
      ...fakeTransport(),
      send: async () => ({ kind: 'refused', reply: '550 5.1.1', problem }),
    };
    const { log } = mailerOf(service, linkSettingsOf({ transport }));
    await until('it has failed', () => rows('mails')[0]?.state === 'failed');
    await until('it is told', () => log.lines.length > 0);
    expect(log.lines).toMatchObject([
      { level: 'warn', detail: { mail: mailId, kind: 'link', reply: '550 5.1.1' } },
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('@');
  });

  it('ends with the mail that is being handed over', async () => {
    const { service, rows } = await openDesk();
    for (const userId of ['1001', '1002']) {
      await newLink(service, userId);
      await queueLink(service, userId);
    }
    const gate = Promise.withResolvers<void>();
    let handed = 0;
    const transport: MailTransport = {
      ...fakeTransport(),
      send: async () => {
        handed += 1;
        await gate.promise;
        return { kind: 'taken', reply: '250 2.0.0' };
      },
    };
    const { stop } = mailerOf(service, linkSettingsOf({ transport }));
    await until('one is handed over', () => handed === 1);
    const stopped = stop();
    gate.resolve();
    await stopped;
    expect(rows('mails').map(({ state }) => state)).toEqual(['sent', 'waiting']);
  });

  it('writes nothing while there is nothing to do', async () => {
    const { service, rows } = await openDesk();
    await newLink(service, '1001');
    const asked = { read: 0, write: 0 };
    const records = {
      db: service.db,
      read: <T>(use: (store: Store) => T): T => {
        asked.read += 1;
        return service.read(use);
      },
      write: <T>(work: (store: Store) => T): Promise<T> => {
        asked.write += 1;
        return service.write(work);
      },
    };
    mailerOf(records, linkSettingsOf());
    await until('it looked often', () => asked.read > 20);
    expect(asked.write).toBe(0);
    expect(rows('links')).toMatchObject([{ ended_at: null }]);
  });
});
