import type { Entry, UserData } from '../domain/entry.js';
import type { Failure } from '../domain/failures.js';
import type { JsonObject } from '../domain/json-object.js';
import type { Outcome } from '../domain/outcome.js';
import { CONSENT_COLUMNS, TAGS } from '../domain/report-columns.js';
import type { RunStore } from '../store/store.js';
import { uuidv7 } from '../store/uuid.js';
import type { Plan } from './decide.js';

/** How a plan is carried out. */
interface Applying {
  readonly now: string;
  readonly dryRun: boolean;
  /** What is to be told of photos that are enrolled all the same, by item. */
  readonly flags: ReadonlyMap<number, Failure>;
  /**
   * Of a user ID that has a new owner: templates of the former one, which go when the new one
   * is enrolled.
   */
  readonly leaving: readonly string[] | undefined;
  /** Kept with the templates of entries that have none of their own. */
  readonly metadata?: JsonObject | undefined;
}

const NO_DATA: UserData = { known: {}, extra: {} };

/**
 * Carries out one entry's plan: user, templates, profile image, the audit rows that tell
 * of them, and the outcomes. The caller wraps it in a transaction. With `dryRun` only
 * the outcomes are recorded, in memory.
 */
export function apply(
  plan: Plan,
  entry: Entry,
  store: RunStore,
  { now, dryRun, flags, leaving, metadata }: Applying,
): void {
  const { userId } = plan;
  const data = entry.user ?? NO_DATA;
  if (!dryRun && plan.user === 'create') {
    store.users.create(userId, data, now);
    store.audit.record('USER_CREATED', { userId }, {}, now);
  }
  if (!dryRun && plan.news) {
    store.users.update(userId, plan.news, now);
    store.audit.record('USER_UPDATED', { userId }, {}, now);
  }
  if (!dryRun && plan.addsConsent) {
    store.users.update(userId, consentAlone(data), now);
    store.audit.record('USER_UPDATED', { userId }, { fields: CONSENT_COLUMNS }, now);
  }
  if (!dryRun && plan.newTags.length > 0) addTags(plan, store, now);
  let profileImage: Uint8Array | undefined;
  for (const { item, action, slot, file, sample: kept, replaces, moved } of plan.writes) {
    const sample = store.samples.get(kept.number);
    if (kept === plan.profileImage) profileImage = sample.profileImage;
    if (!dryRun && replaces) store.templates.remove(replaces);
    // A face ID names one face: one that is there already, in whatever collection, keeps it.
    const faceId = moved && !store.templates.has(moved.faceId) ? moved.faceId : uuidv7();
    if (!dryRun) {
      const own = moved?.metadata ?? entry.metadata ?? metadata;
      const times = moved ?? now;
      store.templates.add({ faceId, userId, slot, fileName: file }, sample, times, own);
      const detail = {
        ...{ slot, file, photoDigest: sample.digest },
        ...(replaces && { replaces }),
        ...(moved && { movedFrom: moved.faceId }),
      };
      store.audit.record(action, { userId, faceId }, detail, now);
    }
    const { quality, rotated } = sample;
    // What was not assessed must never look as if it had been.
    const liveness = sample.liveness ?? 'not assessed';
    const flag = flags.get(item);
    const outcome: Outcome = {
      ...{ kind: 'enrolled', action, faceId, quality, rotated, liveness },
      ...(flag && { flag: { code: flag.code, message: flag.message } }),
    };
    store.work.items.setOutcome(item, userId, outcome);
  }
  const picture = plan.profileImage;
  if (!dryRun && plan.writes.length > 0 && leaving) {
    const detail = { reason: 'IDENTITY_CHANGED' };
    for (const faceId of leaving) {
      store.templates.remove(faceId);
      store.audit.record('TEMPLATE_DELETED', { userId, faceId }, detail, now);
    }
    if (!picture && store.templates.removeProfileImage(userId)) {
      store.audit.record('PROFILE_IMAGE_DELETED', { userId }, detail, now);
    }
  }
  if (!dryRun && picture && profileImage) {
    store.templates.setProfileImage(userId, profileImage, picture.digest, now);
    store.audit.record('PROFILE_IMAGE_SET', { userId }, { photoDigest: picture.digest }, now);
  }
  for (const { item, outcome } of plan.outcomes) {
    store.work.items.setOutcome(item, userId, outcome);
  }
}

/** The row of the audit that tells of a new user tells of the tags, too. */
function addTags({ userId, user, newTags }: Plan, store: RunStore, now: string): void {
  const tagsAdded = store.tags.add(userId, newTags, now);
  if (user === 'create') return;
  store.audit.record('USER_UPDATED', { userId }, { fields: [TAGS], tagsAdded }, now);
}

/** Of what a row says of its user the consent alone. */
function consentAlone({ known }: UserData): UserData {
  const told = CONSENT_COLUMNS.flatMap((field) => (known[field] ? [[field, known[field]]] : []));
  return { known: Object.fromEntries(told), extra: {} };
}

/**
 * Keeps what the row of an enrolled user allows, so that no later run asks again. To be called
 * when all of the batch is applied: the user who is named may come in a later row.
 */
export function allowDuplicates(
  userId: string,
  entry: Entry,
  store: RunStore,
  { now, ignoreCase }: { readonly now: string; readonly ignoreCase: boolean },
): void {
  for (const named of entry.allowDuplicateOf ?? []) {
    const [otherUserId = named, ...others] = store.users.find(named, ignoreCase);
    // Of users whose IDs differ only in case nobody can tell who is meant for good.
    if (otherUserId === userId || others.length > 0) continue;
    const reason = `allow_duplicate_of in row ${entry.row ?? '?'}`;
    if (store.exceptions.add(userId, otherUserId, reason, now)) {
      store.audit.record('DUPLICATE_ALLOWED', { userId }, { otherUserId, reason }, now);
    }
  }
}
