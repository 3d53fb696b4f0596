import { describe, expect, it, vi } from 'vitest';
import { type Handed, MailServerError } from '../../../src/mail/mail.js';
import { type Sending, sendDue } from '../../../src/operations/links/outbox.js';
import { Pace } from '../../../src/operations/links/pace.js';
import { Refusals } from '../../../src/operations/links/refusals.js';
import type { MailOutcome } from '../../../src/operations/links/types.js';
import { lockMails } from '../../../src/store/mail-lock.js';
import { FakeTransport, mailAudit, mailScene, settingsOf, TERMS } from '../../support/mails.js';

const NEVER = new AbortController().signal;

/** Users with addresses, whose mails are sent by a transport that the test sets up. */
function outboxOf(...userIds: readonly string[]) {
  const addresses = Object.fromEntries(userIds.map((id) => [id, `${id}@example.com`]));
  const scene = mailScene(addresses);
  const transport = new FakeTransport();
  const outcomes: MailOutcome[] = [];
  const send = (more: Partial<Sending> = {}) =>
    sendDue(scene.records, settingsOf(transport), {
      ...{ db: scene.path, signal: NEVER },
      onMail: (outcome) => outcomes.push(outcome),
      ...more,
    });
  const tokenOf = (userId: string): string => {
    const mail = transport.sent.findLast(({ to }) => to === `${userId}@example.com`);
    return /\/e\/([\w-]{43})$/m.exec(mail?.text ?? '')?.[1] ?? '';
  };
  const states = () =>
    scene.store.mails
      .list('default')
      .map(({ userId, state }) => `${userId} ${state}`)
      .sort();
  /** As if so many seconds had passed. */
  const makeDue = () => {
    for (const { mailId } of scene.store.mails.open()) {
      const now = new Date().toISOString();
      scene.store.mails.end(mailId, 'waiting', { reply: null, dueAt: now, now });
    }
  };
  return { ...scene, transport, outcomes, send, tokenOf, states, makeDue };
}

describe('the queue of mails', () => {
  it('is sent: each mail brings a link that works, and the audit has neither address nor token', async () => {
    const box = outboxOf('ann', 'bob');
    box.queue(['ann', 'bob']);
    expect(await box.send()).toEqual({ kind: 'done', nextDueAt: undefined });
    expect(box.transport.sent.map(({ to }) => to).sort()).toEqual([
      'ann@example.com',
      'bob@example.com',
    ]);
    expect(box.transport.sent[0]?.text).toContain('Hello Name of ');
    const link = box.store.links.ofToken(box.tokenOf('ann'));
    expect(link).toMatchObject({ userId: 'ann', endedBy: null });
    const rows = mailAudit(box.store);
    expect(rows.map(({ action }) => action)).toEqual(['LINK_SENT', 'LINK_SENT']);
    expect(rows.find(({ userId }) => userId === 'ann')).toMatchObject({
      ...{ link: link?.linkId, kind: 'link', reply: '250 2.0.0' },
      mail: expect.stringMatching(/^[0-9a-f]{24}$/),
    });
    const told = JSON.stringify([...box.store.auditLog.rows()]);
    expect(told).not.toMatch(/@example|Name of/);
    expect(told).not.toContain(box.tokenOf('ann'));
    expect(box.outcomes.map(({ kind }) => kind)).toEqual(['sent', 'sent']);
  });

  it('tries a mail again that the server did not take, later each time, with the same ID and a fresh link', async () => {
    const box = outboxOf('ann');
    box.queue(['ann']);
    box.transport.reply = () => ({ kind: 'deferred', reply: '450 4.2.0', problem: 'greylisted' });
    const waits: number[] = [];
    for (let tries = 0; tries < 10; tries += 1) {
      const before = Date.now();
      const sent = await box.send();
      if (sent.kind === 'done' && sent.nextDueAt) {
        // Seconds, as near as a busy machine lets them be.
        waits.push(10 * Math.round((Date.parse(sent.nextDueAt) - before) / 10_000));
      }
      box.makeDue();
    }
    expect(waits).toEqual([30, 120, 600, 3600, ...Array(5).fill(14_400)]);
    expect(box.states()).toEqual(['ann failed']);
    expect(new Set(box.transport.sent.map(({ mailId }) => mailId)).size).toBe(1);
    expect(new Set(box.transport.sent.map(({ text }) => text)).size).toBe(10);
    const actions = mailAudit(box.store).map(({ action, reason }) => `${action} ${reason}`);
    expect(actions.filter((one) => one.startsWith('LINK_DEFERRED'))).toHaveLength(9);
    expect(actions.slice(-2)).toEqual(['LINK_REVOKED NOT_SENT', 'LINK_FAILED GAVE_UP']);
    expect(box.store.links.working('default', 'ann')).toBeUndefined();
  });

  it('waits for mails that are due in time, and for no others', async () => {
    const box = outboxOf('ann');
    box.queue(['ann']);
    const [mail] = box.store.mails.open();
    const isDueIn = (ms: number): string => {
      const dueAt = new Date(Date.now() + ms).toISOString();
      box.store.mails.end(String(mail?.mailId), 'waiting', { reply: null, dueAt, now: dueAt });
      return dueAt;
    };
    const later = isDueIn(3_600_000);
    expect(await box.send()).toEqual({ kind: 'done', nextDueAt: later });
    expect(box.transport.checks).toBe(0);
    const dueAt = isDueIn(150);
    expect(await box.send({ until: dueAt })).toMatchObject({ nextDueAt: undefined });
    expect(box.states()).toEqual(['ann sent']);
  });

  it('ends a mail that was refused for good, and revokes its link, which nobody has', async () => {
    const box = outboxOf('ann', 'bob');
    box.queue(['ann', 'bob']);
    box.transport.reply = ({ to }) =>
      to.startsWith('ann')
        ? { kind: 'refused', reply: '550 5.1.1', problem: 'No such user' }
        : undefined;
    await box.send();
    expect(box.states()).toEqual(['ann failed', 'bob sent']);
    expect(box.store.links.ofToken(box.tokenOf('ann'))?.endedBy).toBe('revoked');
    const rows = mailAudit(box.store).filter(({ userId }) => userId === 'ann');
    expect(rows).toMatchObject([
      { action: 'LINK_REVOKED', reason: 'NOT_SENT' },
      { action: 'LINK_FAILED', reply: '550 5.1.1', reason: 'REFUSED' },
    ]);
    expect(box.outcomes.find(({ kind }) => kind === 'failed')?.problem).toBe('No such user');
  });

  it('stays as it is when the server cannot be used, and goes on with the same mail', async () => {
    const box = outboxOf('ann', 'bob');
    box.queue(['ann', 'bob']);
    box.transport.check = async () => {
      throw new MailServerError('not reached');
    };
    await expect(box.send()).rejects.toThrow('not reached');
    expect([box.states(), mailAudit(box.store)]).toEqual([['ann waiting', 'bob waiting'], []]);
    box.transport.check = async () => 'well';
    let refuses = true;
    box.transport.reply = () => (refuses ? new MailServerError('no such sender') : undefined);
    await expect(box.send()).rejects.toThrow('no such sender');
    expect(box.states()).toEqual(['ann waiting', 'bob waiting']);
    expect(box.store.mails.open().map(({ tries }) => tries)).toEqual([0, 0]);
    refuses = false;
    await box.send();
    expect(box.states()).toEqual(['ann sent', 'bob sent']);
  });

  const alike = { kind: 'refused', reply: '554 5.7.1', problem: 'Relay access denied' } as const;

  it('stays when the server refuses the first five alike, and every one after them', async () => {
    const users = Array.from({ length: 9 }, (_, at) => `u${at}`);
    const box = outboxOf(...users);
    box.queue(users);
    box.transport.reply = () => alike;
    const refusals = new Refusals();
    await expect(box.send({ refusals })).rejects.toThrow(/refused 5 e-mails in a row/);
    await expect(box.send({ refusals })).rejects.toThrow(MailServerError);
    const states = box.states().map((state) => state.split(' ')[1]);
    expect(states.filter((state) => state === 'failed')).toHaveLength(4);
    expect(states.filter((state) => state === 'waiting')).toHaveLength(5);
    // Each goes to the end of the queue: another one may fare better.
    expect(box.transport.sent.map(({ to }) => to.slice(0, 2))).toEqual(users.slice(0, 6));
    box.transport.reply = () => undefined;
    await box.send({ refusals });
    expect(box.states().filter((state) => state.endsWith('sent'))).toHaveLength(5);
  });

  it.each<[string, (n: number) => Handed]>([
    ['for addresses that do not exist', () => ({ ...alike, reply: '550 5.1.1' })],
    ['for several reasons', (n) => ({ ...alike, reply: n % 2 ? '554 5.7.1' : '552 5.2.2' })],
    ['after one was taken', (n) => (n === 2 ? { kind: 'taken', reply: '250' } : alike)],
  ])('goes on when mails are refused %s', async (_, answer) => {
    const users = Array.from({ length: 9 }, (_, at) => `u${at}`);
    const box = outboxOf(...users);
    box.queue(users);
    box.transport.reply = () => answer(box.transport.sent.length);
    await box.send();
    expect(box.store.mails.open()).toEqual([]);
  });

  it('is sent in one transaction for each mail, unless the pace has it wait', async () => {
    const box = outboxOf('ann', 'bob', 'cid');
    const write = vi.spyOn(box.records, 'write');
    box.queue(['ann', 'bob', 'cid']);
    await box.send({ pace: new Pace(Number.POSITIVE_INFINITY) });
    // Those of a killed process, the first beginning, and the end of each.
    expect(write).toHaveBeenCalledTimes(5);
    box.queue(['ann', 'bob', 'cid'], { kind: 'resend' });
    const waiting = new Pace(Number.POSITIVE_INFINITY);
    vi.spyOn(waiting, 'takeNow').mockReturnValue(false);
    await box.send({ pace: waiting });
    expect(write).toHaveBeenCalledTimes(5 + 7);
  });

  it('is sent by one process at a time', async () => {
    const box = outboxOf('ann');
    box.queue(['ann']);
    const lock = lockMails(box.path);
    expect(await box.send()).toEqual({ kind: 'busy', process: process.pid });
    expect(box.states()).toEqual(['ann waiting']);
    lock?.release();
    expect(await box.send()).toMatchObject({ kind: 'done' });
  });

  it('tells mails that a killed process left, and does not send them again', async () => {
    const box = outboxOf('ann', 'bob');
    box.queue(['ann', 'bob']);
    const left = box.store.mails.next(new Date().toISOString());
    box.store.mails.begin(String(left?.mailId), null, 'a@example.com');
    await box.send();
    expect(box.outcomes.map(({ kind, mail }) => [kind, mail.userId === left?.userId])).toEqual([
      ['unknown', true],
      ['sent', false],
    ]);
    expect(mailAudit(box.store)[0]).toMatchObject({ action: 'LINK_FAILED', reason: 'UNKNOWN' });
    expect(box.transport.sent).toHaveLength(1);
  });

  it('ends between two mails when it is asked to', async () => {
    const box = outboxOf('ann', 'bob', 'cid');
    box.queue(['ann', 'bob', 'cid']);
    const stop = new AbortController();
    box.transport.reply = () => void stop.abort();
    await box.send({ signal: stop.signal });
    expect(box.states().filter((state) => state.endsWith('waiting'))).toHaveLength(2);
  });

  it('keeps mails apart in time', async () => {
    const pace = new Pace(1200);
    const start = performance.now();
    for (let n = 0; n < 4; n += 1) await pace.turn(NEVER);
    expect(performance.now() - start).toBeGreaterThan(140);
    const slow = new Pace(0.001);
    expect([slow.takeNow(), slow.takeNow()]).toEqual([true, false]);
  });
});

describe('a mail that nobody needs any more', () => {
  const cases: [string, (box: ReturnType<typeof outboxOf>) => void, RegExp][] = [
    [
      'of a user who has lost the address',
      ({ store }) => {
        const data = { known: { email: '' }, extra: {} };
        store.collection('default', '').users.update('ann', data, new Date().toISOString());
      },
      /has no address/,
    ],
    [
      'of a user who has used another link meanwhile',
      ({ store }) => {
        const later = new Date(Date.now() + 1000).toISOString();
        const { link } = store.links.make({ collection: 'default', userId: 'ann' }, TERMS, later);
        store.links.end(link.linkId, 'used', later);
      },
      /has used a link/,
    ],
  ];
  it.each(cases)('is not sent: %s', async (_, happens, why) => {
    const box = outboxOf('ann');
    box.queue(['ann']);
    box.store.once(() => happens(box));
    await box.send();
    expect([box.states(), box.transport.sent]).toEqual([['ann canceled'], []]);
    expect(box.outcomes).toMatchObject([{ kind: 'canceled', problem: expect.stringMatching(why) }]);
  });

  it('is not sent as a reminder after a no', async () => {
    const box = outboxOf('ann');
    box.queue(['ann']);
    await box.send();
    const link = box.store.links.working('default', 'ann');
    box.store.links.decline(String(link?.linkId), new Date().toISOString());
    box.queue(['ann'], { kind: 'reminder' });
    await box.send();
    expect(box.states()).toEqual(['ann canceled', 'ann sent']);
  });

  it('is not sent about an approval once the face was deleted', async () => {
    const box = outboxOf('ann');
    box.queue(['ann'], { kind: 'approved', terms: null });
    await box.send();
    expect(box.outcomes).toMatchObject([{ kind: 'canceled', problem: 'the face was deleted' }]);
    expect(box.transport.sent).toEqual([]);
  });
});
