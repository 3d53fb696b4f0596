import { describe, expect, it } from 'vitest';
import { BOB, LINKED_AT, linkScene, mailFor, minutesLater, termsOf } from '../../support/links.js';

const LINK = '0123456789ab';
const ADDRESS = 'ann@example.com';

function mailsOf() {
  return linkScene().store.mails;
}

describe('the queue of mails', () => {
  it('gives the mail that is due first; of those queued together, the first', () => {
    const mails = mailsOf();
    const late = mails.add(mailFor(), minutesLater(5));
    const queued = Array.from({ length: 20 }, () => mails.add(mailFor(), LINKED_AT));
    expect(mails.open().map(({ mailId }) => mailId)).toEqual([...queued, late]);
    expect(mails.next(minutesLater(-1))).toBeUndefined();
    for (const mailId of queued) {
      expect(mails.next(LINKED_AT)?.mailId).toBe(mailId);
      mails.begin(mailId, LINK, ADDRESS);
    }
    expect(mails.next(minutesLater(4))).toBeUndefined();
    expect(mails.next(minutesLater(5))?.mailId).toBe(late);
  });

  it('has what is to be sent, and what became of it', () => {
    const mails = mailsOf();
    const denial = { reason: 'BLURRED', note: 'Please hold still.' };
    const mailId = mails.add(mailFor({ kind: 'denied', denial }), LINKED_AT);
    const queued = {
      ...mailFor({ kind: 'denied', denial }),
      ...{ mailId, state: 'waiting', linkId: null, tries: 0, reply: null },
      ...{ createdAt: LINKED_AT, dueAt: LINKED_AT, doneAt: null },
    };
    expect(mailId).toMatch(/^[0-9a-f]{24}$/);
    expect(mails.next(LINKED_AT)).toEqual(queued);
    expect(mails.begin(mailId, LINK, ADDRESS)).toBe(true);
    mails.end(mailId, 'sent', { reply: '250 2.0.0', now: minutesLater(1) });
    expect(mails.list('default')).toEqual([
      {
        ...{ ...queued, state: 'sent', linkId: LINK, tries: 1 },
        ...{ reply: '250 2.0.0', doneAt: minutesLater(1) },
      },
    ]);
    expect([mails.open(), mails.list('visitors')]).toEqual([[], []]);
  });

  it('hands a mail to one sender', () => {
    const mails = mailsOf();
    const mailId = mails.add(mailFor(), LINKED_AT);
    expect([mails.begin(mailId, LINK, ADDRESS), mails.begin(mailId, LINK, ADDRESS)]).toEqual([
      true,
      false,
    ]);
  });

  it('gives a mail that was deferred again at its time, with another link', () => {
    const mails = mailsOf();
    const mailId = mails.add(mailFor(), LINKED_AT);
    mails.begin(mailId, LINK, ADDRESS);
    mails.end(mailId, 'waiting', { reply: '451 4.7.1', dueAt: minutesLater(5), now: LINKED_AT });
    expect(mails.next(minutesLater(4))).toBeUndefined();
    expect(mails.next(minutesLater(5))).toMatchObject({
      ...{ mailId, state: 'waiting', tries: 1, reply: '451 4.7.1', doneAt: null },
    });
    mails.begin(mailId, 'ba9876543210', ADDRESS);
    expect(mails.open()[0]).toMatchObject({ linkId: 'ba9876543210', tries: 2 });
  });

  it('does not send again what was being handed over when its process ended', () => {
    const mails = mailsOf();
    const left = mails.add(mailFor(), LINKED_AT);
    const waiting = mails.add(mailFor(BOB), LINKED_AT);
    mails.begin(left, LINK, ADDRESS);
    expect(mails.leftBehind(minutesLater(9))).toMatchObject([
      { mailId: left, state: 'unknown', linkId: LINK, doneAt: minutesLater(9) },
    ]);
    expect(mails.leftBehind(minutesLater(9))).toEqual([]);
    expect(mails.open().map(({ mailId }) => mailId)).toEqual([waiting]);
    // A process that comes back to life changes nothing.
    mails.end(left, 'waiting', { reply: null, dueAt: minutesLater(9), now: minutesLater(9) });
    expect(mails.ofUser('default', 'ann')).toMatchObject([{ state: 'unknown' }]);
  });

  it('takes out what waits for a user, and not what is being handed over', () => {
    const mails = mailsOf();
    const sending = mails.add(mailFor(), LINKED_AT);
    mails.begin(sending, LINK, ADDRESS);
    mails.add(mailFor({ kind: 'reminder', terms: termsOf({ reminders: 1 }) }), LINKED_AT);
    const bobs = mails.add(mailFor(BOB), LINKED_AT);
    expect(mails.cancel('default', 'ann', minutesLater(1))).toBe(1);
    expect(mails.cancel('default', 'ann', minutesLater(1))).toBe(0);
    expect(mails.ofUser('default', 'ann').map(({ state }) => state)).toEqual([
      'sending',
      'canceled',
    ]);
    expect(mails.next(minutesLater(1))?.mailId).toBe(bobs);
  });

  it('has no mail without a link but one of approval, and no denial without a reason', () => {
    const mails = mailsOf();
    mails.add(mailFor({ kind: 'approved', terms: null }), LINKED_AT);
    for (const more of [
      { kind: 'link', terms: null },
      { kind: 'approved' },
      { kind: 'denied' },
      { denial: { reason: 'OTHER', note: null } },
    ] as const) {
      expect(() => mails.add(mailFor(more), LINKED_AT)).toThrow(/CHECK/);
    }
  });
});
