import { setImmediate as letSignalsIn } from 'node:timers/promises';
import type { Entry } from '../domain/entry.js';
import type { RunStore } from '../store/store.js';
import type { EntryWithItems } from '../store/work-list.js';
import { allowDuplicates, apply, seenWith } from './apply.js';
import { decide } from './decide.js';
import { withDecidable } from './identity/candidates.js';
import type { IdentityCheck } from './identity/check.js';
import { withStored } from './known.js';
import type { RunContext, RunFacts } from './run-context.js';
import type { Timeline } from './timeline.js';

/**
 * Decides and applies a batch in one synchronous transaction: a run killed during it has changed
 * nothing, and the next run decides the same, since it sees the same gallery. Signals are handled
 * before it; within it, only the progress callback can stop it.
 */
export async function decideAndApply(
  store: RunStore,
  context: RunContext,
  found: IdentityCheck,
  before: Omit<RunFacts, 'usersCreated' | 'usersUpdated'>,
  timeline: Timeline,
): Promise<RunFacts> {
  timeline.begin('apply');
  await letSignalsIn();
  context.signal.throwIfAborted();
  return store.transaction(() => {
    const counts = decideAll(store, context, found);
    const facts = { ...counts, ...before };
    // The journal of runs keeps only the counts of the identity check, no user IDs.
    const { identity: _, ...counted } = facts;
    timeline.setDone(store.work.size);
    timeline.end();
    timeline.keep();
    context.store.runLife.finish(store, counted);
    return facts;
  });
}

/** Decides and applies all entries of a work list, in the transaction that this is called in. */
export function decideAll(
  store: RunStore,
  {
    dryRun,
    options,
    onProgress,
    signal,
  }: Pick<RunContext, 'dryRun' | 'options' | 'onProgress' | 'signal'>,
  { failures, flags, resembles, former }: IdentityCheck,
): Pick<RunFacts, 'usersCreated' | 'usersUpdated'> {
  const users = { create: 0, update: 0, keep: 0 };
  const allowing: { readonly userId: string; readonly entry: Entry }[] = [];
  let done = 0;
  for (const page of store.work.pages()) {
    onProgress({ phase: 'apply', done, total: store.work.size, failed: 0 });
    signal.throwIfAborted();
    const open = page.filter((entry) => isOpen(entry, failures));
    // Read again in this transaction: what matching found is as large as the batch, and another
    // process may have changed the same users while photos were extracted.
    const decidable = withStored(withDecidable(open, store, failures), store, options);
    for (const { number, entry, items, photos, stored } of decidable) {
      const plan = decide(entry, photos, stored, options);
      for (const { item, sample } of items) {
        const failure = failures.get(item);
        if (!failure) continue;
        const seen = seenWith(
          sample === null ? {} : store.samples.seen(sample),
          resembles.get(item),
        );
        store.work.items.setOutcome(item, plan.userId, { kind: 'failed', failure }, seen);
      }
      const { metadata, policy } = options;
      const leaving = former.get(number);
      const profile = policy.profile?.of;
      apply(plan, entry, store, {
        ...{ now: now(), dryRun, flags, profile },
        resembles,
        leaving,
        metadata,
      });
      if (plan.writes.length > 0 && entry.allowDuplicateOf?.length) {
        allowing.push({ userId: plan.userId, entry });
      }
      const adds = plan.user === 'keep' && (plan.addsConsent || plan.newTags.length > 0);
      users[adds ? 'update' : plan.user] += 1;
    }
    done += page.length;
  }
  for (const { userId, entry } of dryRun ? [] : allowing) {
    allowDuplicates(userId, entry, store, { now: now(), ignoreCase: options.ignoreCase });
  }
  return { usersCreated: users.create, usersUpdated: users.update };
}

/**
 * Whether an entry has anything to decide or a finding to report: false if it failed, or is a row
 * without photos that has its outcome.
 */
function isOpen({ entry, items }: EntryWithItems, failures: IdentityCheck['failures']): boolean {
  const isRow = entry.photos.length === 0;
  return items.some(
    ({ item, outcome }) =>
      failures.has(item) || outcome === null || !(isRow || outcome === 'failed'),
  );
}

function now(): string {
  return new Date().toISOString();
}
