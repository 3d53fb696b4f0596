import type { Submission } from '../../../domain/review.js';
import type { FoundSubmission } from '../../../operations/review/types.js';
import type { ShownItem } from '../../../render/pages/review/facts.js';
import { lookAlikesOf } from '../../../render/pages/review/facts.js';
import type { Reviews } from '../../server.js';
import type { Looks } from './looks.js';

/** A photo as pages show it, with what is known of it. */
export function shownItem(reviews: Reviews, looks: Looks, found: FoundSubmission): ShownItem {
  const { submissionId, collection } = found;
  const item = looks.known(submissionId)?.item;
  const shown = {
    ...{ submission: found, name: found.name, item, onRecord: new Set<string>() },
    decidedBy: deciderOf(reviews, found),
  };
  const users = usersOf(shown);
  const onRecord = users.filter((userId) => reviews.desk.onRecord(collection, userId));
  return { ...shown, onRecord: new Set(onRecord) };
}

/** Whose faces are shown beside the photo: no others can be asked for. */
export function usersOf(shown: ShownItem): readonly string[] {
  return [shown.submission.userId, ...lookAlikesOf(shown).map(({ userId }) => userId)];
}

/** Who decided: the name of the key, while it works, or what the database says. */
export function deciderOf({ findKeyById }: Reviews, { decidedBy }: Submission): string | null {
  return decidedBy === null ? null : (findKeyById(decidedBy)?.name ?? decidedBy);
}

/** The same of photos that were decided on, in place of the IDs of keys. */
export function withDeciders(reviews: Reviews, all: readonly Submission[]): readonly Submission[] {
  return all.map((one) => ({ ...one, decidedBy: deciderOf(reviews, one) }));
}
