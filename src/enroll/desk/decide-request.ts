import type { FaceRecord } from '../../domain/gallery.js';
import type { ItemOutcome, Outcome } from '../../domain/outcome.js';
import type { Extraction } from '../../domain/sample.js';
import type { DeskStore } from '../../store/desk-store.js';
import { seenOf } from '../../store/samples.js';
import type { RunStore, Store } from '../../store/store.js';
import { decideAll } from '../decide-and-apply.js';
import { outcomeOf } from '../extract.js';
import type { SearchedGallery } from '../gallery.js';
import { checkIdentity } from '../identity/check.js';
import { matchPage } from '../match-all.js';
import type { Answer, Decided, DecidedPhoto, DeskRequest } from './request.js';

/** What a request is decided in: an open transaction, in which nobody else writes. */
export interface Deciding {
  readonly store: Store;
  readonly desk: DeskStore;
  /** With what the transaction has enrolled already. */
  readonly gallery: SearchedGallery | undefined;
}

/** Photos are sent; none has a file. */
const NO_FILE = { size: 0, modifiedMs: 0 };

/** What has begun is not aborted. */
const NEVER = new AbortController().signal;

/**
 * Decides and applies one request as if it were a run of its own: matches again, checks identity,
 * decides, applies. If it throws, it has changed nothing.
 */
export async function decideRequest(request: DeskRequest, deciding: Deciding): Promise<Answer> {
  const { store: database, desk } = deciding;
  const { options, encoder, extractor, origin } = request;
  const { collection, ignoreCase } = options;
  const store = desk.request({ collection, encoder, extractor, ignoreCase, origin });
  try {
    const lacking = begin(request, store);
    if (lacking.length > 0) return { kind: 'lacks photos', indexes: lacking };
    refuseEncoder(request, store, deciding);
    const found = await checkIdentity(store, options, request.encoderFacts, {
      ...{ leavers: new Set(), witnesses: [], place: [], signal: NEVER, onCompare: () => {} },
      ...(deciding.gallery && { gallery: deciding.gallery }),
    });
    return database.once(() => {
      const now = new Date().toISOString();
      const isNew = desk.makeCollection(collection, now);
      const context = { options, dryRun: false, signal: NEVER, onProgress: () => {} };
      const counts = decideAll(store, context, found);
      const decided = decidedOf(request, store, desk, counts);
      if (isNew && decided.user !== 'created') desk.unmakeCollection(collection);
      request.inTransaction(decided, database);
      return decided;
    });
  } finally {
    desk.clear();
    // It may know of users whose creation was undone.
    store.users.forget();
  }
}

/** Ends what needs no photo, and adds the samples; returns the photos that were not extracted. */
function begin({ entry, options, extractions }: DeskRequest, store: RunStore): readonly number[] {
  const first = store.work.add(entry);
  for (const page of store.work.pages()) matchPage(page, store, { options });
  const lacking: number[] = [];
  for (const page of store.work.pages()) {
    for (const { item, slot, outcome, userId: asked } of page.flatMap(({ items }) => items)) {
      if (outcome !== null || slot === 0) continue;
      const index = item - first;
      const extraction = extractions.get(index);
      const [userId = asked] = store.users.find(asked, options.ignoreCase);
      if (!extraction || !isStillKnown(extraction, userId, store)) lacking.push(index);
      else if (extraction.kind === 'sample') {
        const file = { ...NO_FILE, path: String(item) };
        store.work.items.setExtracted(item, store.samples.keep(file, extraction.sample));
      } else {
        const seen = extraction.kind === 'failed' ? seenOf(NO_FILE, extraction.measures) : {};
        store.work.items.setOutcome(item, userId, outcomeOf(extraction), seen);
      }
    }
  }
  return lacking;
}

/** The template of a photo that was known may be gone. */
function isStillKnown(extraction: Extraction, userId: string, { templates }: RunStore): boolean {
  if (extraction.kind !== 'known') return true;
  return templates.ofUser(userId).some(({ digest }) => digest === extraction.digest);
}

/** An upgrade may have gone over to another encoder since the service began. */
function refuseEncoder(
  { encoder, refuseEncoder: refuse }: DeskRequest,
  store: RunStore,
  { gallery }: Deciding,
): void {
  const state = store.upgrades.state();
  if (gallery?.size === 0 || (state && state.encoder !== encoder)) refuse(store);
}

function decidedOf(
  { entry, encoder, options, extractions }: DeskRequest,
  { work, users }: RunStore,
  desk: DeskStore,
  counts: { readonly usersCreated: number; readonly usersUpdated: number },
): Decided {
  const items = work.items.journaled();
  const [userId = entry.userId] = users.find(entry.userId, options.ignoreCase);
  const faces = desk.facesOf(options.collection, userId).filter((face) => face.encoder === encoder);
  return {
    kind: 'decided',
    userId,
    user: counts.usersCreated > 0 ? 'created' : counts.usersUpdated > 0 ? 'updated' : 'kept',
    photos: items.map((item, i) => photoOf(item, faces, digestOf(extractions.get(i)))),
    templates: faces.length,
    outcomes: items.filter(({ outcome }) => outcome.kind !== 'unchanged'),
  };
}

function photoOf(
  { outcome, slot }: ItemOutcome,
  faces: readonly FaceRecord[],
  digest: string | undefined,
): DecidedPhoto {
  const face = faces.find((one) => isMeant(outcome, one, { slot, digest }));
  return { outcome, ...(face && { face }) };
}

/** Whether a face is the one that a photo made, or that stays because of its outcome. */
function isMeant(
  outcome: Outcome,
  face: FaceRecord,
  { slot, digest }: { readonly slot: number; readonly digest: string | undefined },
): boolean {
  if (outcome.kind === 'enrolled') return outcome.faceId === face.faceId;
  if (outcome.kind !== 'unchanged') return false;
  if (outcome.reason === 'SAME_PHOTO') return face.photoDigest === digest;
  return outcome.reason === 'FACE_PRESERVED' && face.slot === slot;
}

function digestOf(extraction: Extraction | undefined): string | undefined {
  if (extraction?.kind === 'sample') return extraction.sample.digest;
  return extraction?.kind === 'known' ? extraction.digest : undefined;
}
