import type { Entry, MovedTemplate, UserData } from '../domain/entry.js';
import type { EnrollAction, Outcome } from '../domain/outcome.js';
import { LAST_IMPORT_SLOT } from '../domain/slots.js';
import type { KeptSample } from '../store/samples.js';
import type { KnownFace, Stored } from './match.js';
import type { ImportOptions } from './options.js';

/** An item of an entry, after all photos were extracted. */
export interface DecidableItem {
  readonly item: number;
  /** 0 for a row without photos. */
  readonly slot: number;
  readonly file: string;
  /** The outcome that it already has; undefined if it is to be decided now. */
  readonly ended?: Outcome['kind'];
  /** For a photo that is to be decided now. */
  readonly sample?: KeptSample;
}

interface TemplateWrite {
  readonly item: number;
  readonly action: EnrollAction;
  readonly slot: number;
  readonly file: string;
  readonly sample: KeptSample;
  readonly replaces?: string;
  /** For a template from another database. */
  readonly moved?: MovedTemplate;
}

/** The changes for one entry, and the outcomes of its remaining items. */
export interface Plan {
  /** The user's ID as the database has it or will have it. */
  readonly userId: string;
  readonly user: 'create' | 'update' | 'keep';
  /** The changes of an update. */
  readonly news?: UserData;
  /** The user's data is kept, except that the row adds consent. */
  readonly addsConsent: boolean;
  /** Tags to add, even if the other data is kept: that loses nothing. */
  readonly newTags: readonly string[];
  readonly writes: readonly TemplateWrite[];
  readonly profileImage?: KeptSample;
  /** Outcomes of the items that write no template. */
  readonly outcomes: readonly { readonly item: number; readonly outcome: Outcome }[];
}

/**
 * Decides what one entry changes. Pure, and independent of the order of the samples: depends only
 * on the entry, the faces of its user, and the options. An entry whose items all failed changes
 * nothing, not even the user's data.
 */
export function decide(
  entry: Entry,
  items: readonly DecidableItem[],
  known: Stored,
  options: ImportOptions,
): Plan {
  const [storedId] = known.userIds;
  const user = userChange(entry, items, known, options);
  const addsConsent = user === 'keep' && bringsConsent(items, known);
  const { writes: made, same } = templateWrites(items, known, options);
  const writes = made.map((write) => withOrigin(write, entry, items));
  const outcomes = items.flatMap(({ item, slot, sample, ended }): Plan['outcomes'] => {
    if (same.has(item)) return [{ item, outcome: { kind: 'unchanged', reason: 'SAME_PHOTO' } }];
    if (ended || sample || slot > 0) return [];
    const action = user === 'create' ? 'USER_CREATED' : 'USER_UPDATED';
    return [{ item, outcome: { kind: 'imported', action } }];
  });
  const picture = writes.find(({ sample }) => sample.hasProfileImage)?.sample;
  const newTags = changesNothing(items, known) ? [] : (known.newTags ?? []);
  return {
    ...{ userId: storedId ?? entry.userId, user, addsConsent, newTags, writes, outcomes },
    ...(user === 'update' && known.news && { news: known.news }),
    ...(picture && { profileImage: picture }),
  };
}

/** A template from another database keeps its former data. */
function withOrigin(
  write: TemplateWrite,
  { photos }: Entry,
  items: readonly DecidableItem[],
): TemplateWrite {
  const wanted = items.find(({ item }) => item === write.item)?.slot;
  const moved = photos.find(({ slot }) => slot === wanted)?.moved;
  return moved ? { ...write, moved } : write;
}

function userChange(
  entry: Entry,
  items: readonly DecidableItem[],
  known: Stored,
  options: ImportOptions,
): Plan['user'] {
  if (changesNothing(items, known)) return 'keep';
  if (known.userIds.length === 0) return 'create';
  const overwrite = entry.user !== undefined && options.ifUserExists === 'overwrite';
  return overwrite && known.news ? 'update' : 'keep';
}

function bringsConsent(items: readonly DecidableItem[], known: Stored): boolean {
  return Boolean(known.consent?.isNews) && !changesNothing(items, known);
}

/**
 * Whether all items failed; or whether the user for whom nothing was left to do has been deleted
 * since, and must not be made again.
 */
function changesNothing(items: readonly DecidableItem[], { userIds }: Stored): boolean {
  const isGone = userIds.length === 0;
  return items.every(({ ended }) => ended === 'failed' || (isGone && ended !== undefined));
}

interface Writes {
  readonly writes: readonly TemplateWrite[];
  /** Items whose photo the user already has a template of. */
  readonly same: ReadonlySet<number>;
}

/**
 * The templates made from an entry's photos. No photo gets two templates of a user, so an
 * overwritten face counts as removed; but a face stays if its slot is given the same photo, or one
 * that the user has elsewhere. Whether one stays can depend on another: faces found to stay are
 * added until no more are.
 */
function templateWrites(
  items: readonly DecidableItem[],
  { faces }: Stored,
  { ifFaceExists }: ImportOptions,
): Writes {
  const brought = new Set(items.filter(({ sample }) => sample).map(({ slot }) => slot));
  let leaving = ifFaceExists === 'overwrite' ? faces.filter(({ slot }) => brought.has(slot)) : [];
  for (;;) {
    const result = writesBeside(items, faces, leaving, ifFaceExists);
    const replaced = new Set(result.writes.map(({ replaces }) => replaces));
    const left = leaving.filter(({ faceId }) => replaced.has(faceId));
    if (left.length === leaving.length) return result;
    leaving = left;
  }
}

/** The templates to write if only the faces of `leaving` may be replaced. */
function writesBeside(
  items: readonly DecidableItem[],
  faces: readonly KnownFace[],
  leaving: readonly KnownFace[],
  ifFaceExists: ImportOptions['ifFaceExists'],
): Writes {
  const writes: TemplateWrite[] = [];
  const same = new Set<number>();
  const slots = new Map(faces.map((face) => [face.slot, face]));
  const digests = new Set(faces.filter((f) => !leaving.includes(f)).map((f) => f.digest));
  for (const { item, slot: wanted, file, sample } of items) {
    if (!sample) continue;
    if (digests.has(sample.digest) || slots.get(wanted)?.digest === sample.digest) {
      same.add(item);
    } else {
      const slot = ifFaceExists === 'add' ? freeSlot(wanted, slots) : wanted;
      const replaced = slots.get(slot);
      const action = slots.size > 0 ? 'TEMPLATE_UPDATED' : 'NEW_TEMPLATE_CREATED';
      const write = { item, slot, file, sample };
      writes.push(
        replaced
          ? { ...write, action: 'TEMPLATE_REPLACED', replaces: replaced.faceId }
          : { ...write, action },
      );
      slots.set(slot, { faceId: '', slot, digest: sample.digest });
    }
    digests.add(sample.digest);
  }
  return { writes, same };
}

/**
 * The wanted slot if it is free, else the one after the last imported slot, or after the last of
 * all for an automatic template.
 */
function freeSlot(wanted: number, slots: ReadonlyMap<number, unknown>): number {
  if (!slots.has(wanted)) return wanted;
  const isAutomatic = wanted > LAST_IMPORT_SLOT;
  const others = [...slots.keys()].filter((slot) => isAutomatic || slot <= LAST_IMPORT_SLOT);
  return Math.max(...others) + 1;
}
