import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Deletion } from '../../../src/domain/deletion.js';
import { wholeUser } from '../../../src/enroll/retention.js';
import type { Store } from '../../../src/store/store.js';
import { changing } from '../../support/api-keys.js';
import { query } from '../../support/cli.js';
import { filesWith, newKey } from '../../support/keys.js';
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

const NOW = minutesLater(30);

/** A photo of each that waits, a link of each that works, a mail that waits, and consent. */
function scene(key?: ReturnType<typeof newKey>) {
  const { store, path } = linkScene(key);
  const submissionId = submit(store, jpegOf('Ann'));
  submit(store, jpegOf('Bob'), BOB);
  const linkId = changing(store, () => {
    const [link] = [ANN, BOB].map((user) => {
      const made = store.links.make(user, termsOf({ remindDays: 1, reminders: 2 }), LINKED_AT);
      const consent = { ...user, answer: 'yes', at: LINKED_AT, linkId: made.link.linkId } as const;
      store.consents.add(consent, { version: '1', language: 'en', text: 'Yes?' });
      store.mails.add(mailFor({ ...user, kind: 'reminder' }), LINKED_AT);
      return made.link.linkId;
    });
    return link as string;
  });
  const before = query(path, 'SELECT max(position) AS n FROM audit')[0].n ?? 0;
  const audit = () =>
    query(path, 'SELECT action, user_id, detail FROM audit WHERE position > ?', before).map(
      ({ action, user_id, detail }) => [action, user_id, JSON.parse(detail)],
    );
  return { store, path, submissionId, linkId, audit };
}

function remove(store: Store, what: Deletion['what'], more: Partial<Deletion> = {}) {
  const counts = { templates: 1, thumbnails: 0, profileImage: true, waitingPhoto: true };
  const deletion = {
    userId: 'ann',
    what,
    reason: 'NAMED',
    date: null,
    ...counts,
    ...more,
  } as const;
  return store.collection('default', '').removal.remove([deletion], NOW);
}

const rowsOf = (path: string, userId: string) =>
  ['links', 'mails', 'consents', 'submissions'].map(
    (table) =>
      query(path, `SELECT count(*) AS n FROM ${table} WHERE user_id = ?`, userId)[0].n as number,
  );

describe.each([
  ['plain', undefined],
  ['encrypted', newKey()],
])('in a database that is %s', (_, key) => {
  it('all of a user goes with the user: links, mails, consent, and the photo that waits', () => {
    const { store, path, submissionId, audit } = scene(key);
    const { deleted } = remove(store, 'user');
    expect(deleted).toMatchObject([{ waitingPhoto: true }]);
    expect(rowsOf(path, 'ann')).toEqual([0, 0, 0, 0]);
    expect(rowsOf(path, 'bob')).toEqual([2, 1, 1, 1]);
    expect(audit()).toContainEqual([
      'WAITING_PHOTO_DELETED',
      'ann',
      { submission: submissionId, reason: 'NAMED' },
    ]);
    store.close();
    expect(filesWith(dirname(path), jpegOf('Ann'))).toEqual([]);
    if (key) expect(query(`${path}-keys`, 'SELECT user_id FROM user_keys')).toHaveLength(1);
  });

  it('the photo that waits goes with the faces of its user, and no link brings one back', () => {
    const { store, path, submissionId, linkId, audit } = scene(key);
    const { deleted } = remove(store, 'faces', { reason: 'EXPIRED' });
    expect(deleted).toMatchObject([{ waitingPhoto: true }]);
    expect(store.submissions.find(submissionId)).toBeUndefined();
    expect(store.links.find(linkId)).toMatchObject({ endedBy: 'revoked', endedAt: NOW });
    expect(store.mails.ofUser('default', 'ann').map(({ state }) => state)).toEqual(['canceled']);
    const later = minutesLater(3 * 24 * 60);
    expect(store.links.toRemind(later).map(({ userId }) => userId)).toEqual(['bob']);
    expect(audit().slice(-2)).toEqual([
      ['WAITING_PHOTO_DELETED', 'ann', { submission: submissionId, reason: 'EXPIRED' }],
      ['LINK_REVOKED', 'ann', { link: linkId, reason: 'FACES_DELETED' }],
    ]);
    // What the person agreed to stays on record.
    expect(store.consents.ofUser('default', 'ann')).toHaveLength(1);
    expect(store.submissions.waiting('default').map(({ userId }) => userId)).toEqual(['bob']);
    expect(store.links.working('default', 'bob')).toBeDefined();
    store.close();
    expect(filesWith(dirname(path), jpegOf('Ann'))).toEqual([]);
    if (key) expect(query(`${path}-keys`, 'SELECT user_id FROM user_keys')).toHaveLength(1);
  });
});

it('the last face of a user takes them along, one of several does not', () => {
  const { store, submissionId, linkId } = scene();
  const faceIds = ['face of ann'];
  changing(store, () => {
    const { templates } = store.collection('default', 'encoder');
    const [face] = templates.ofUsers(['ann']).get('ann') ?? [];
    const again = { faceId: 'another', userId: 'ann', slot: 2, fileName: 'y.jpg' };
    templates.add(again, { ...face, digest: 'other' } as never, NOW);
  });
  remove(store, 'templates', { faceIds, waitingPhoto: false });
  expect(store.submissions.find(submissionId)?.state).toBe('waiting');
  expect(store.links.working('default', 'ann')?.linkId).toBe(linkId);
  remove(store, 'templates', { faceIds: ['another'] });
  expect(store.submissions.find(submissionId)).toBeUndefined();
  expect(store.links.find(linkId)?.endedBy).toBe('revoked');
});

it('a user with a photo that waits and no face has a key until the photo is denied', () => {
  const key = newKey();
  const { store, path, open } = linkScene(key);
  const id = submit(store);
  remove(store, 'templates', { faceIds: ['face of ann'], waitingPhoto: false });
  store.close();
  const again = open();
  expect(again.submissions.photos(id)?.sent).toEqual(jpegOf('Ann'));
  changing(again, () => {
    const denial = { reason: 'OTHER', note: null } as const;
    again.submissions.decide(id, { state: 'denied', at: NOW, by: 'olivia', denial });
  });
  again.close();
  open().close();
  expect(query(`${path}-keys`, 'SELECT user_id FROM user_keys')).toEqual([{ user_id: 'bob' }]);
});

it('what is there of photos that wait is held of their users', () => {
  const { store } = linkScene();
  submit(store);
  const { holdings } = store.collection('default', '');
  expect([...holdings.all()].map(({ waitingPhoto }) => waitingPhoto)).toEqual([true, false]);
});

it('all of it goes with its collection', () => {
  const { store, path } = scene();
  const { holdings, removal } = store.collection('default', '');
  const users = [...holdings.all()].map((one) => wholeUser(one, 'NAMED'));
  const { deleted } = removal.removeCollection(users, NOW);
  expect(deleted.map(({ waitingPhoto }) => waitingPhoto)).toEqual([true, true]);
  for (const userId of ['ann', 'bob']) expect(rowsOf(path, userId)).toEqual([0, 0, 0, 0]);
});
