import { expect, it } from 'vitest';
import { LINKS_SEND_OPTIONS, type SendInput } from '../../../src/operations/links/options.js';
import { recipientsIn } from '../../../src/operations/links/recipients.js';
import { withDefaults } from '../../../src/operations/options/row.js';
import { mailScene, TERMS } from '../../support/mails.js';

const INPUT: SendInput = { ...withDefaults(LINKS_SEND_OPTIONS, { withoutFace: true }), userId: [] };

it.each([
  ['550 5.1.1', []],
  ['552 5.2.2', []],
  // Given up after many tries: the server may take it another day.
  ['451 4.3.0', ['ann']],
  [null, ['ann']],
])('mails somebody again whose last e-mail failed, unless it was refused: %s', (reply, mailed) => {
  const { queue, store } = mailScene({ ann: 'ann@example.com' });
  const later = new Date(Date.now() + 60_000).toISOString();
  queue(['ann']);
  store.once(() => {
    const { mailId = '' } = store.mails.next(later) ?? {};
    store.mails.begin(mailId, null, 'ann@example.com');
    store.mails.end(mailId, 'failed', { reply, now: later });
  });
  const found = store.once(() => recipientsIn(store, 'default', INPUT, TERMS));
  expect(found.mailed).toEqual(mailed);
  expect(found.unmailed.map(({ reason }) => reason)).toEqual(
    mailed.length > 0 ? [] : ['REFUSED_BEFORE'],
  );
});
