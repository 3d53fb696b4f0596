import type { Entry, UserData } from '../domain/entry.js';
import type { Failure } from '../domain/failures.js';
import type { JsonObject } from '../domain/json-object.js';
import type { Outcome } from '../domain/outcome.js';
import type { PhotoProfile } from '../domain/photo-profile.js';
import { unfit } from '../domain/profile-fit.js';
import { CONSENT_COLUMNS, TAGS } from '../domain/report-columns.js';
import type { Resembles, Seen } from '../domain/seen.js';
import type { RunStore } from '../store/store.js';
import { uuidv7 } from '../store/uuid.js';
import type { Plan } from './decide.js';

/** How a plan is carried out. */
interface Applying {
  readonly now: string;
  readonly dryRun: boolean;
  /** Findings about photos that are enrolled nevertheless, by item. */
  readonly flags: ReadonlyMap<number, Failure>;
  /** What photos are to fit. */
  readonly profile?: PhotoProfile | undefined;
  /** Whom they resemble, by item. */
  readonly resembles: ReadonlyMap<number, Resembles>;
  /** The former owner's templates, to be removed when a new owner of the user ID is enrolled. */
  readonly leaving: readonly string[] | undefined;
  /** For templates of entries without metadata of their own. */
  readonly metadata?: JsonObject | undefined;
}

const NO_DATA: UserData = { known: {}, extra: {} };

/**
 * Carries out one entry's plan: user, templates, profile image, their audit rows, and the outcomes.
 * Call it in a transaction. With `dryRun` only the outcomes are recorded, in memory.
 */
export function apply(
  plan: Plan,
  entry: Entry,
  store: RunStore,
  { now, dryRun, flags, profile, resembles, leaving, metadata }: Applying,
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
    // A face ID names one face: an existing one, in any collection, keeps it.
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
    // A liveness that was not assessed must never look as if it had been.
    const liveness = sample.liveness ?? 'not assessed';
    const flag = flags.get(item);
    const warning = profile && unfit(profile, sample.lacks ?? []);
    const outcome: Outcome = {
      ...{ kind: 'enrolled', action, faceId, quality, rotated, liveness },
      ...(flag && { flag: { code: flag.code, message: flag.message } }),
      ...(warning && { warning: { code: warning.code, message: warning.message } }),
    };
    const seen = seenWith(store.samples.seen(kept.number), resembles.get(item));
    store.work.items.setOutcome(item, userId, outcome, seen);
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

/** What was seen of a photo, with whom it resembles. */
export function seenWith(seen: Seen, resembles: Resembles | undefined): Seen {
  return { ...seen, ...(resembles && { resembles }) };
}

/** Adds the tags; a new user's are part of the audit row of its creation. */
function addTags({ userId, user, newTags }: Plan, store: RunStore, now: string): void {
  const tagsAdded = store.tags.add(userId, newTags, now);
  if (user === 'create') return;
  store.audit.record('USER_UPDATED', { userId }, { fields: [TAGS], tagsAdded }, now);
}

function consentAlone({ known }: UserData): UserData {
  const consent = CONSENT_COLUMNS.flatMap((field) => (known[field] ? [[field, known[field]]] : []));
  return { known: Object.fromEntries(consent), extra: {} };
}

/**
 * Records whom the row of an enrolled user allows to look alike, so that no later run asks again.
 * Call it after the whole batch is applied: the named user may be in a later row.
 */
export function allowDuplicates(
  userId: string,
  entry: Entry,
  store: RunStore,
  { now, ignoreCase }: { readonly now: string; readonly ignoreCase: boolean },
): void {
  for (const named of entry.allowDuplicateOf ?? []) {
    const [otherUserId = named, ...others] = store.users.find(named, ignoreCase);
    // Among users whose IDs differ only in case, nobody can say which one is meant.
    if (otherUserId === userId || others.length > 0) continue;
    const reason = `allow_duplicate_of in row ${entry.row ?? '?'}`;
    if (store.exceptions.add(userId, otherUserId, reason, now)) {
      store.audit.record('DUPLICATE_ALLOWED', { userId }, { otherUserId, reason }, now);
    }
  }
}
