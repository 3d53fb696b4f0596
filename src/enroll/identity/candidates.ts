import { setImmediate as letSignalsIn } from 'node:timers/promises';
import type { Failure } from '../../domain/failures.js';
import { matchKey } from '../../domain/match-key.js';
import type { Gallery } from '../../search/gallery.js';
import type { RunStore } from '../../store/store.js';
import { type DecidableItem, decide } from '../decide.js';
import { knownOf } from '../known.js';
import type { ImportOptions } from '../options.js';
import type { Candidate } from './candidate.js';

/**
 * The photos that would be enrolled, their faces put into `faces`, and the pairs of users
 * whose rows allow them to look alike. Throws the reason of `signal` when that is aborted.
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
    for (const { number, entry, items } of page) {
      for (const other of entry.allowDuplicateOf ?? []) {
        allowed.add(pairKey(entry.userId, other, options.ignoreCase));
      }
      const waiting = items.some(({ outcome, sample }) => outcome === null && sample !== null);
      if (!waiting) continue;
      const known = knownOf({ number, entry }, store, options);
      const decidable = decidableItems(items, store);
      const plan = decide(entry, decidable, known, options);
      const { userId } = plan;
      const digests = new Set(known.faces.map(({ digest }) => digest));
      for (const { item, file, sample } of decidable) {
        if (!sample || digests.has(sample.digest)) continue;
        const replaces = plan.writes.find((write) => write.item === item)?.replaces;
        faces.append(sample.embedding);
        candidates.push({
          ...{ item, entry: number, userId, file, isNew: known.userIds.length === 0 },
          ...(replaces !== undefined && { replaces }),
        });
      }
    }
  }
  return { candidates, allowed };
}

/** The items of an entry as they are decided on; those with a finding against them have failed. */
export function decidableItems(
  items: ReturnType<RunStore['work']['items']['ofEntry']>,
  store: RunStore,
  failures: ReadonlyMap<number, Failure> = new Map(),
): readonly DecidableItem[] {
  return items.map(({ item, slot, file, outcome, sample }) => {
    if (outcome) return { item, slot, file, ended: outcome };
    if (failures.has(item)) return { item, slot, file, ended: 'failed' };
    if (sample === null) return { item, slot, file };
    return { item, slot, file, sample: store.samples.get(sample) };
  });
}

/** One key for two users, whichever comes first, however their IDs are composed. */
export function pairKey(userA: string, userB: string, ignoreCase: boolean): string {
  return JSON.stringify([matchKey(userA, ignoreCase), matchKey(userB, ignoreCase)].sort());
}
