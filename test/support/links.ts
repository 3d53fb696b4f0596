import type { LinkTerms, QueuedMail } from '../../src/domain/link.js';
import type { NewSubmission } from '../../src/store/links/submissions.js';
import type { MasterKey } from '../../src/store/secrets/vault.js';
import { Store } from '../../src/store/store.js';
import { changing } from './api-keys.js';
import { enrollUsers, newPath, randomEmbedding, withRun } from './keys.js';

/** When links of tests are made. */
export const LINKED_AT = '2026-06-01T08:00:00.000Z';

/** So many minutes later. */
export const minutesLater = (minutes: number): string =>
  new Date(Date.parse(LINKED_AT) + minutes * 60_000).toISOString();

/** An hour, three photos, no review and no reminder, unless told otherwise. */
export function termsOf(more: Partial<LinkTerms> = {}): LinkTerms {
  return { seconds: 3600, attempts: 3, review: false, remindDays: 0, reminders: 0, ...more };
}

export const ANN = { collection: 'default', userId: 'ann' };
export const BOB = { collection: 'default', userId: 'bob' };

/** A mail with a link for Ann. */
export function mailFor(
  more: Partial<QueuedMail> = {},
): Pick<QueuedMail, 'collection' | 'userId' | 'kind' | 'terms' | 'denial'> {
  return { ...ANN, kind: 'link', terms: termsOf(), denial: null, ...more };
}

/** What is known of a photo of Ann's that waits. */
export function submissionOf(more: Partial<NewSubmission> = {}): NewSubmission {
  return {
    ...ANN,
    ...{ linkId: '0123456789ab', sentAt: LINKED_AT, language: 'de' },
    reasons: [{ code: 'REVIEW', message: 'all photos wait' }],
    ...{ quality: 0.8, liveness: null, measures: { sharpness: 0.3 } },
    ...more,
  };
}

/** Bytes that begin like a JPEG and stand in no other file. */
export const jpegOf = (what: string): Buffer =>
  Buffer.concat([
    Buffer.of(0xff, 0xd8, 0xff, 0xe0),
    Buffer.from(`the photo of ${what}. `.repeat(9)),
    Buffer.of(0xff, 0xd9),
  ]);

/** A database with Ann and Bob, who have faces; encrypted if there is a master key. */
export function linkScene(key?: MasterKey) {
  const path = newPath();
  withRun(path, key, (run) => enrollUsers(run, { ann: randomEmbedding(), bob: randomEmbedding() }));
  const open = () => Store.open(path, false, { key });
  return { path, open, store: open() };
}

/** Keeps a photo that waits, with the link by which it came; returns the ID of the submission. */
export function submit(store: Store, photo = jpegOf('Ann'), more: Partial<NewSubmission> = {}) {
  return changing(store, () => {
    const { collection, userId } = { ...ANN, ...more };
    const { link } = store.links.make({ collection, userId }, termsOf(), LINKED_AT);
    store.links.end(link.linkId, 'used', LINKED_AT);
    return store.submissions.add(submissionOf({ linkId: link.linkId, ...more }), photo);
  });
}
