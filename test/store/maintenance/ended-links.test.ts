import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { restoredText } from '../../../src/cli/backup/restore-text.js';
import { contentsText } from '../../../src/render/contents.js';
import { backUp } from '../../../src/store/maintenance/backup.js';
import { restore } from '../../../src/store/maintenance/restore.js';
import { changing } from '../../support/api-keys.js';
import { query } from '../../support/cli.js';
import { newKey } from '../../support/keys.js';
import {
  ANN,
  BOB,
  jpegOf,
  LINKED_AT,
  linkScene,
  mailFor,
  minutesLater,
  submit,
  termsOf,
} from '../../support/links.js';

const SILENT = { signal: new AbortController().signal, onProgress: () => {} };
const AGREED = { discard: true, mayReplace: () => true, ...SILENT };

/**
 * A backup with a photo of Ann's that waits, a link of each, Bob's past its time and with a
 * reminder, a mail that waits and one that is being handed over.
 */
async function scene(key?: ReturnType<typeof newKey>) {
  const { path: database, store, open } = linkScene(key);
  const submissionId = submit(store);
  const [ann, bob] = changing(store, () => {
    const terms = termsOf({ remindDays: 1, reminders: 1 });
    const made = [ANN, BOB].map((user) => store.links.make(user, terms, LINKED_AT).link);
    store.links.end(made[1]?.linkId ?? '', 'expired', minutesLater(60));
    store.mails.add(mailFor(), LINKED_AT);
    const sending = store.mails.add(mailFor(BOB), LINKED_AT);
    store.mails.begin(sending, made[1]?.linkId ?? null, 'bob@example.com');
    return made;
  });
  store.close();
  const file = join(dirname(database), 'backup.db');
  const backup = await backUp({ database, file, force: false, ...SILENT });
  return { database, file, open, backup, submissionId, links: [ann?.linkId, bob?.linkId] };
}

describe.each([
  ['plain', undefined],
  ['encrypted', newKey()],
])('a backup of a database that is %s', (_, key) => {
  it('has photos that wait, and counts them', async () => {
    const { file, backup } = await scene(key);
    expect(backup.waitingPhotos).toBe(1);
    expect(contentsText(backup)).toMatch(/, 1 waiting photo$/);
    expect(query(file, 'SELECT state FROM submissions')).toEqual([{ state: 'waiting' }]);
  });

  it('brings no link, reminder or mail back to life; a photo that waits still does', async () => {
    const { database, file, open, submissionId, links } = await scene(key);
    const restored = await restore({ file, database, ...AGREED });
    expect(restored).toMatchObject({ revokedLinks: 1, canceledMails: 2 });
    const store = open();
    expect(links.map((id) => store.links.find(id ?? '')?.endedBy)).toEqual(['revoked', 'expired']);
    expect(store.links.toRemind(minutesLater(7 * 24 * 60))).toEqual([]);
    expect(store.mails.open()).toEqual([]);
    expect(store.mails.list('default').map(({ state }) => state)).toEqual(['canceled', 'unknown']);
    expect(store.submissions.photos(submissionId)?.sent).toEqual(jpegOf('Ann'));
    store.close();
    const sql = 'SELECT action, collection, user_id, detail FROM audit ORDER BY position DESC';
    expect(query(database, sql).slice(0, 2)).toMatchObject([
      {
        ...{ action: 'LINK_REVOKED', collection: 'default', user_id: 'ann' },
        detail: JSON.stringify({ link: links[0], reason: 'RESTORED' }),
      },
      { action: 'RESTORED' },
    ]);
    expect(restoredText(restored as never, 'backup.db', 'faces.db')).toEqual(
      expect.arrayContaining([
        'Links of the backup, which may have been used since: 1 revoked; 2 e-mails of its queue canceled',
        'Send new ones: faceenroll links send',
      ]),
    );
  });

  it('tells of a user whose photo was deleted since', async () => {
    const { database, file, open } = await scene(key);
    const store = open();
    const counts = { templates: 0, thumbnails: 0, profileImage: false, waitingPhoto: true };
    const named = { userId: 'ann', what: 'templates', reason: 'NAMED', date: null } as const;
    const { removal } = store.collection('default', '');
    removal.remove([{ ...named, ...counts, faceIds: [] }], minutesLater(99));
    store.close();
    const restored = await restore({ file, database, ...AGREED });
    expect(restored?.returning?.deleted).toMatchObject([{ userId: 'ann' }]);
  });
});
