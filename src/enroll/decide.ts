import type { Entry } from '../domain/entry.js';
import type { EnrollAction, Outcome } from '../domain/outcome.js';
import type { Sample } from '../domain/sample.js';
import type { Known } from './match.js';
import type { ImportOptions } from './options.js';

/** One of an entry's items when all photos have been extracted. */
export interface DecidableItem {
  readonly item: number;
  /** 0 for a row without photos. */
  readonly slot: number;
  readonly file: string;
  /** How it ended already; undefined when it is to be decided now. */
  readonly ended?: Outcome['kind'];
  /** Of a photo that is to be decided now. */
  readonly sample?: Sample;
}

/** A template to be written. */
export interface TemplateWrite {
  readonly item: number;
  readonly action: EnrollAction;
  readonly slot: number;
  readonly file: string;
  readonly sample: Sample;
  /** The face that makes room for it. */
  readonly replaces?: string;
}

/** What is to be done for one entry, and how its remaining items end. */
export interface Plan {
  /** The user's ID as the database has it or shall have it. */
  readonly userId: string;
  readonly user: 'create' | 'update' | 'keep';
  readonly writes: readonly TemplateWrite[];
  /** The sample whose picture becomes the profile image. */
  readonly profileImage?: Sample;
  /** Outcomes of the items that write no template. */
  readonly outcomes: readonly { readonly item: number; readonly outcome: Outcome }[];
}

/**
 * Decides what one entry does to its user. Pure, and the same in whatever order the
 * samples came: it looks at the entry, the faces its user has, and the options. An
 * entry whose items all failed changes nothing, not even the user's data.
 */
export function decide(
  entry: Entry,
  items: readonly DecidableItem[],
  known: Known,
  options: ImportOptions,
): Plan {
  const [storedId] = known.userIds;
  const user = userChange(entry, items, known, options);
  const outcomes: { item: number; outcome: Outcome }[] = [];
  const writes: TemplateWrite[] = [];
  const digests = new Set(known.faces.map((face) => face.digest));
  const slots = new Map(known.faces.map((face) => [face.slot, face.faceId]));

  for (const { item, slot: wanted, file, sample, ended } of items) {
    if (ended) continue;
    if (!sample) {
      const action = user === 'create' ? 'USER_CREATED' : 'USER_UPDATED';
      outcomes.push({ item, outcome: { kind: 'imported', action } });
    } else if (digests.has(sample.digest)) {
      outcomes.push({ item, outcome: { kind: 'unchanged', reason: 'SAME_PHOTO' } });
    } else {
      const slot = options.ifFaceExists === 'add' ? freeSlot(wanted, slots) : wanted;
      writes.push(templateWrite({ item, slot, file, sample }, slots));
      digests.add(sample.digest);
      slots.set(slot, '');
    }
  }
  const picture = writes.find((write) => write.sample.profileImage)?.sample;
  const plan = { userId: storedId ?? entry.userId, user, writes, outcomes };
  return picture ? { ...plan, profileImage: picture } : plan;
}

function userChange(
  entry: Entry,
  items: readonly DecidableItem[],
  known: Known,
  options: ImportOptions,
): Plan['user'] {
  if (items.every((item) => item.ended === 'failed')) return 'keep';
  if (known.userIds.length === 0) return 'create';
  const overwrite = entry.user !== undefined && options.ifUserExists === 'overwrite';
  return overwrite && known.userDiffers ? 'update' : 'keep';
}

function templateWrite(
  write: Omit<TemplateWrite, 'action' | 'replaces'>,
  slots: ReadonlyMap<number, string>,
): TemplateWrite {
  const replaces = slots.get(write.slot);
  if (replaces) return { ...write, action: 'TEMPLATE_REPLACED', replaces };
  return { ...write, action: slots.size > 0 ? 'TEMPLATE_UPDATED' : 'NEW_TEMPLATE_CREATED' };
}

/** The wanted slot if nothing is there, else the one behind the last. */
function freeSlot(wanted: number, slots: ReadonlyMap<number, string>): number {
  return slots.has(wanted) ? Math.max(...slots.keys()) + 1 : wanted;
}
