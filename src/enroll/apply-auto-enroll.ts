import { basename } from 'node:path';
import type { AutoEnrollment, UserMatch } from '../domain/identification.js';
import type { Sample } from '../domain/sample.js';
import type { CollectionStore } from '../store/store.js';
import { uuidv7 } from '../store/uuid.js';
import { decideAutoEnroll } from './auto-enroll.js';

/** Marks a template that nobody imported. */
const AUTOMATIC = { autoEnrolled: true };

/**
 * Makes a photo one more template of the first of `matches` (see `decideAutoEnroll`) if that is
 * certain, unambiguous and new; writes the template and its audit row in one transaction.
 */
export function autoEnroll(
  { file, sample }: { readonly file: string; readonly sample: Sample },
  matches: readonly [UserMatch, ...UserMatch[]],
  sure: number,
  store: CollectionStore,
): AutoEnrollment {
  const [{ userId, similarity }] = matches;
  const { templates } = store;
  return store.transaction(() => {
    const own = templates.detailsOf(userId).map(({ metadata, ...template }) => {
      return { ...template, isAutomatic: metadata.autoEnrolled === true };
    });
    const plan = decideAutoEnroll(sample, matches, sure, own);
    if ('reason' in plan) return { outcome: 'unchanged', ...plan };
    const { action, slot, replaces } = plan;
    const [faceId, now] = [uuidv7(), new Date().toISOString()];
    if (replaces !== undefined) templates.remove(replaces);
    const fileName = basename(file);
    templates.add({ faceId, userId, slot, fileName }, sample, now, AUTOMATIC);
    const replaced = replaces === undefined ? {} : { replaces };
    const detail = { slot, file, photoDigest: sample.digest, similarity, ...AUTOMATIC };
    store.audit.record(action, { userId, faceId }, { ...detail, ...replaced }, now);
    return { outcome: 'enrolled', action, userId, faceId, ...replaced };
  });
}
