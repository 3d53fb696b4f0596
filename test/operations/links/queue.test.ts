import { expect, it } from 'vitest';
import { sendDue } from '../../../src/operations/links/outbox.js';
import { FakeTransport, mailScene, settingsOf, TERMS } from '../../support/mails.js';

const signal = new AbortController().signal;

it('mails those who have an address, no link that works and no mail that waits', async () => {
  const {
    path: db,
    records,
    queue,
  } = mailScene({
    ann: 'ann@example.com',
    bob: null,
    cid: 'cid@example.com, eve@example.com',
    dan: 'dan@example.com',
  });
  queue(['dan']);
  await sendDue(records, settingsOf(new FakeTransport()), { db, signal });
  expect(queue(['ann', 'bob', 'cid', 'dan', 'nobody'])).toEqual({
    mailed: ['ann'],
    skipped: [
      { userId: 'bob', why: 'no address' },
      { userId: 'cid', why: 'no mail address' },
      { userId: 'dan', why: 'link works' },
      { userId: 'nobody', why: 'no such user' },
    ],
  });
  expect(queue(['ann'], { again: true }).skipped).toEqual([{ userId: 'ann', why: 'mail waits' }]);
});

it('mails again who has a link that works, but not within the hour at the same address', async () => {
  const { path: db, records, queue, store } = mailScene({ ann: 'ann@example.com' });
  const transport = new FakeTransport();
  const send = () => sendDue(records, settingsOf(transport), { db, signal });
  queue(['ann']);
  await send();
  const first = store.links.working('default', 'ann');
  const again = () => queue(['ann'], { again: true });
  expect(again().skipped).toEqual([{ userId: 'ann', why: 'mailed lately' }]);
  const data = { known: { email: 'Ann.Other@example.com' }, extra: {} };
  store.collection('default', '').users.update('ann', data, new Date().toISOString());
  expect(again().mailed).toEqual(['ann']);
  await send();
  expect(store.links.find(String(first?.linkId))?.endedBy).toBe('revoked');
  expect(transport.sent.map(({ to }) => to)).toEqual(['ann@example.com', 'Ann.Other@example.com']);
});

it("tells an operator's approval beside whatever waits, and a denial in place of a link", () => {
  const { queue, store } = mailScene({ ann: 'ann@example.com' });
  queue(['ann'], { terms: TERMS });
  expect(queue(['ann'], { kind: 'approved', terms: null }).mailed).toEqual(['ann']);
  const denial = { reason: 'BLURRED', note: null };
  expect(queue(['ann'], { kind: 'denied', terms: TERMS, denial }).mailed).toEqual(['ann']);
  expect(store.mails.open().map(({ kind }) => kind)).toEqual(['approved', 'denied']);
});
