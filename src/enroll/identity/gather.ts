import type { DuplicateThreshold } from '../../domain/duplicates.js';
import type { RunStore } from '../../store/store.js';
import { EnrolledGallery, type SearchedGallery } from '../gallery.js';
import {
  type Batch,
  exchangedFaces,
  lookalikes,
  lookalikesInBatch,
  seenLeavers,
  siblingPairs,
} from './comparisons.js';
import type { Evidence, IdentityRules } from './evidence.js';
import { InBatch } from './in-batch.js';
import type { Witness } from './witness.js';

interface Gathering extends Pick<Evidence, 'mayLookAlike' | 'own' | 'leavers'> {
  /** Items that do not show their user's enrolled face. */
  readonly strangers: ReadonlySet<number>;
  readonly witnesses: readonly Witness[];
  readonly thresholdFor: (gallerySize: number) => DuplicateThreshold;
  readonly signal: AbortSignal;
  /** If it is in memory already; it stays there. */
  readonly gallery?: SearchedGallery | undefined;
}

/**
 * Makes only the comparisons that are needed.
 *
 * @throws the signal's reason if it is aborted.
 */
export async function gather(
  batch: Batch,
  store: RunStore,
  rules: IdentityRules,
  {
    own,
    strangers,
    mayLookAlike,
    leavers,
    witnesses,
    thresholdFor,
    signal,
    gallery: kept,
  }: Gathering,
): Promise<{ readonly evidence: Evidence; readonly threshold: DuplicateThreshold }> {
  const { candidates, faces } = batch;
  const siblings = siblingPairs(batch);
  const common = { candidates, own, siblings, mayLookAlike, leavers, witnesses };
  const namesStrangers = strangers.size > 0 && !rules.allowIdentityChange;
  // Even if duplicates are not checked, nobody is deleted whose face is there.
  if (rules.duplicates === 'off' && !namesStrangers && leavers.size === 0) {
    const inBatch = new InBatch(candidates, strangers, mayLookAlike);
    const none = { enrolled: new Map(), exchanged: new Map(), seen: new Map() };
    const threshold = thresholdFor(0);
    const evidence = { ...common, ...none, inBatch, threshold: threshold.similarity };
    return { evidence, threshold };
  }
  const gallery =
    kept ?? (await EnrolledGallery.loadInPages(store.templates, faces.dimension, signal));
  try {
    const threshold = thresholdFor(gallery.size);
    const least = threshold.similarity;
    const evidence = {
      ...common,
      threshold: least,
      seen: await seenLeavers(witnesses, gallery, least, { leavers, signal }),
      enrolled: await lookalikes(batch, gallery, least, { mayLookAlike, leavers, signal }),
      inBatch: await lookalikesInBatch(batch, strangers, least, { mayLookAlike, signal }),
      exchanged: namesStrangers
        ? await exchangedFaces(batch, strangers, store, rules)
        : new Map<number, never>(),
    };
    return { evidence, threshold };
  } finally {
    await Promise.all([kept ? undefined : gallery.release(), faces.release()]);
  }
}
