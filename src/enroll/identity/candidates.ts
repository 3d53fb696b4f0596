import { setImmediate as letSignalsIn } from 'node:timers/promises';
import type { Failure } from '../../domain/failures.js';
import { matchKey } from '../../domain/match-key.js';
import type { Gallery } from '../../search/gallery.js';
import type { Item } from '../../store/run-items.js';
import type { KeptSample } from '../../store/samples.js';
import type { RunStore } from '../../store/store.js';
import type { EntryWithItems } from '../../store/work-list.js';
import { type DecidableItem, decide } from '../decide.js';
import { withStored } from '../known.js';
import type { ImportOptions } from '../options.js';
import type { Candidate } from './candidate.js';

/**
 * The photos that would be enrolled, with their faces added to `faces`, and the pairs of users
 * whose rows allow them to look alike.
 *
 * @throws the signal's reason if it is aborted.
 */
export async function candidatesOf(
  store: RunStore,
  options: ImportOptions,
  faces: Gallery,
  signal: AbortSignal,
): Promise<{ readonly candidates: readonly Candidate[]; readonly allowed: Set<string> }> {
  const candidates: Candidate[] = [];
  const allowed = new Set<string>();
  for (const page of store.work.pages()) {
    await letSignalsIn();
    signal.throwIfAborted();
    for (const { entry } of page) {
      for (const other of entry.allowDuplicateOf ?? []) {
        allowed.add(pairKey(entry.userId, other, options.ignoreCase));
      }
    }
    const waiting = page.filter(({ items }) => items.some(isWaiting));
    const decidable = withDecidable(waiting, store);
    for (const { number, entry, photos, stored } of withStored(decidable, store, options)) {
      const plan = decide(entry, photos, stored, options);
      const { userId } = plan;
      const digests = new Set(stored.faces.map(({ digest }) => digest));
      for (const { item, file, sample } of photos) {
        if (!sample || digests.has(sample.digest)) continue;
        const replaces = plan.writes.find((write) => write.item === item)?.replaces;
        faces.append(store.samples.embedding(sample.number));
        candidates.push({
          ...{ item, entry: number, userId, file, isNew: stored.userIds.length === 0 },
          ...(replaces !== undefined && { replaces }),
        });
      }
    }
  }
  return { candidates, allowed };
}

/** Adds to entries their items to be decided; those with a finding against them count as failed. */
export function withDecidable(
  entries: readonly EntryWithItems[],
  { samples }: Pick<RunStore, 'samples'>,
  failures: ReadonlyMap<number, Failure> = new Map(),
): readonly (EntryWithItems & { readonly photos: readonly DecidableItem[] })[] {
  const waiting = entries.flatMap(({ items }) => items.filter(isWaiting));
  const kept = samples.kept(waiting.flatMap(({ sample }) => sample ?? []));
  const decidable = ({ item, slot, file, outcome, sample }: Item): DecidableItem => {
    if (outcome) return { item, slot, file, ended: outcome };
    if (failures.has(item)) return { item, slot, file, ended: 'failed' };
    if (sample === null) return { item, slot, file };
    return { item, slot, file, sample: kept.get(sample) as KeptSample };
  };
  return entries.map((entry) => ({ ...entry, photos: entry.items.map(decidable) }));
}

function isWaiting({ outcome, sample }: Item): boolean {
  return outcome === null && sample !== null;
}

/** The same key for two users in either order, whatever their IDs contain. */
export function pairKey(userA: string, userB: string, ignoreCase: boolean): string {
  return JSON.stringify([matchKey(userA, ignoreCase), matchKey(userB, ignoreCase)].sort());
}
