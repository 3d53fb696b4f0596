import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/operations/serving/service.js';
import { query } from '../../support/cli.js';
import { CONSENT, newLink, openDesk } from '../../support/linked-service.js';

const MINUTE_MS = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS).toISOString();

/** Everything in the database that can change. */
function contentOf(db: string): string {
  const tables = query(db, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
  return JSON.stringify(tables.map(({ name }) => [name, query(db, `SELECT * FROM "${name}"`)]));
}

/** As if a link had been asked for then. */
function asked(service: Service, userId: string, minutes: number): Promise<string> {
  return service.write(({ mails, links }) => {
    const link = links.newest('default', userId);
    const terms = link?.terms ?? null;
    const mailId = mails.add(
      { collection: 'default', userId, kind: 'resend', terms, denial: null },
      ago(minutes),
    );
    mails.end(mailId, 'failed', { reply: null, now: ago(minutes) });
    return mailId;
  });
}

describe('the page of a link', () => {
  it('changes nothing, whatever becomes of the token', async () => {
    const { db, service, desk } = await openDesk();
    const works = await newLink(service, '1001', {}, { known: { retain_until: '2030-12-31' } });
    const expired = await newLink(service, '1002', { seconds: 60 }, { now: ago(9) });
    const before = contentOf(db);
    for (let i = 0; i < 50; i += 1) {
      expect(desk.open(works)).toMatchObject({
        ...{ state: 'works', triesLeft: 10, keptUntil: '2030-12-31' },
        link: { userId: '1001' },
      });
      expect(desk.open(expired)).toMatchObject({ state: 'expired', keptUntil: null });
    }
    expect(contentOf(db)).toBe(before);
  });

  it('is not there for a token that is unknown, used, revoked or replaced', async () => {
    const { service, desk, send } = await openDesk();
    const used = await newLink(service, '1001');
    await send(used, 'ann');
    const revoked = await newLink(service, '1002');
    await newLink(service, '1002');
    const replaced = await newLink(service, '1003', { seconds: 60 }, { now: ago(9) });
    await newLink(service, '1003');
    for (const token of [used, revoked, replaced, 'unknown', '']) {
      expect(desk.open(token)).toBeUndefined();
      expect(await desk.decline(token, CONSENT)).toBe(false);
      expect(await desk.askAgain(token)).toBe('gone');
    }
  });
});

describe('a no', () => {
  it('is kept with what was read, and ends reminders; the link works on', async () => {
    const { service, desk, send, rows, audited } = await openDesk();
    const terms = { remindDays: 3, reminders: 2 };
    const token = await newLink(service, '1001', terms);
    const now = ago(0);
    for (const kind of ['reminder', 'link'] as const) {
      await service.write(({ mails, links }) =>
        mails.add(
          {
            ...{ collection: 'default', userId: '1001', kind, denial: null },
            terms: links.ofToken(token)?.terms ?? null,
          },
          now,
        ),
      );
    }
    expect(await desk.decline(token, CONSENT)).toBe(true);
    expect(await desk.decline(token, CONSENT)).toBe(true);
    expect(rows('consents')).toMatchObject([{ answer: 'no', user_id: '1001' }]);
    expect(rows('links')).toMatchObject([{ ended_at: null, remind_at: null }]);
    expect(rows('mails').map(({ kind, state }) => [kind, state])).toEqual([
      ['reminder', 'canceled'],
      ['link', 'waiting'],
    ]);
    expect(audited()).toEqual(['CONSENT_REFUSED']);
    // They may think again.
    expect(await send(token, 'ann')).toEqual({ kind: 'enrolled' });
    expect(rows('links')).toMatchObject([{ ended_by: 'used', declined_at: null }]);
    expect(rows('consents').map(({ answer }) => answer)).toEqual(['no', 'yes']);
  });

  it('is taken on a link that works alone', async () => {
    const { service, desk, rows } = await openDesk();
    const token = await newLink(service, '1001', { seconds: 60 }, { now: ago(9) });
    expect(await desk.decline(token, CONSENT)).toBe(false);
    expect(rows('consents')).toEqual([]);
  });
});

describe('whoever asks for a new link', () => {
  const EXPIRED = { seconds: 60, attempts: 4 };

  it('gets one on the same terms, and not two', async () => {
    const { service, desk, rows, queued } = await openDesk();
    const token = await newLink(service, '1001', EXPIRED, { now: ago(9) });
    expect(await Promise.all([desk.askAgain(token), desk.askAgain(token)])).toEqual([
      'sent',
      'too soon',
    ]);
    expect(rows('mails')).toMatchObject([{ user_id: '1001', kind: 'resend', state: 'waiting' }]);
    expect(JSON.parse(String(rows('mails')[0]?.terms))).toMatchObject(EXPIRED);
    expect(queued).toEqual(['queued']);
  });

  it.each([
    ['14 minutes after another', [14], 'too soon'],
    ['16 minutes after another', [16], 'sent'],
    ['for the sixth time in a day', [20, 40, 60, 80, 1_400], 'too soon'],
    ['for the sixth time in more than a day', [20, 40, 60, 80, 1_500], 'sent'],
  ] as const)('%s (%j) hears: %s', async (_, minutes, answer) => {
    const { service, desk } = await openDesk();
    const token = await newLink(service, '1001', EXPIRED, { now: ago(9) });
    for (const one of minutes) await asked(service, '1001', one);
    expect(await desk.askAgain(token)).toBe(answer);
  });

  it('does not learn that there is no address; the operator does', async () => {
    for (const email of ['', 'not an address']) {
      const { service, desk, rows, audited } = await openDesk();
      const token = await newLink(service, '1002', EXPIRED, { known: { email }, now: ago(9) });
      expect(await Promise.all([desk.askAgain(token), desk.askAgain(token)])).toEqual([
        'sent',
        'gone',
      ]);
      expect(desk.open(token)).toBeUndefined();
      expect(rows('mails')).toEqual([]);
      expect(rows('links').map((link) => link.ended_by)).toEqual(['revoked', 'revoked']);
      expect(audited()).toEqual(['LINK_REVOKED', 'LINK_FAILED', 'LINK_REVOKED']);
    }
  });

  it('gets none while the link works, or where no mail is sent', async () => {
    const { service, desk, rows, queued } = await openDesk();
    expect(await desk.askAgain(await newLink(service, '1001'))).toBe('gone');
    const without = await openDesk({ links: { transport: undefined } });
    const other = await newLink(without.service, '1003', EXPIRED, { now: ago(9) });
    expect(await without.desk.askAgain(other)).toBe('gone');
    expect([...rows('mails'), ...without.rows('mails'), ...queued]).toEqual([]);
  });
});
