import { setImmediate as letSignalsIn } from 'node:timers/promises';
import type { Entry } from '../domain/entry.js';
import type { RunStore } from '../store/store.js';
import { allowDuplicates, apply } from './apply.js';
import { decide } from './decide.js';
import { decidableItems } from './identity/candidates.js';
import type { IdentityCheck } from './identity/check.js';
import { knownOf } from './known.js';
import type { RunContext, RunFacts } from './run-context.js';

/**
 * All of it is one transaction, which waits for nothing: a run that is killed on the way has
 * changed nothing, and the next one comes to the same decisions, since it sees the same gallery.
 * A signal of the system is heard before it; only who is told of the progress can stop it within.
 */
export async function decideAndApply(
  store: RunStore,
  context: RunContext,
  { failures, flags, former }: IdentityCheck,
  before: Omit<RunFacts, 'usersCreated' | 'usersUpdated'>,
): Promise<RunFacts> {
  const { dryRun, options } = context;
  const users = { create: 0, update: 0, keep: 0 };
  const allowing: { readonly userId: string; readonly entry: Entry }[] = [];
  await letSignalsIn();
  context.signal.throwIfAborted();
  return store.transaction(() => {
    let done = 0;
    for (const page of store.work.pages()) {
      context.onProgress({ phase: 'apply', done, total: store.work.size, failed: 0 });
      context.signal.throwIfAborted();
      for (const { number, entry, items } of page) {
        const known = knownOf({ number, entry }, store, options);
        const plan = decide(entry, decidableItems(items, store, failures), known, options);
        for (const { item } of items) {
          const failure = failures.get(item);
          if (failure) store.work.items.setOutcome(item, plan.userId, { kind: 'failed', failure });
        }
        const { metadata } = options;
        const leaving = former.get(number);
        apply(plan, entry, store, { now: now(), dryRun, flags, leaving, metadata });
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
    const facts = { usersCreated: users.create, usersUpdated: users.update, ...before };
    context.store.setApplied(store, facts);
    return facts;
  });
}

function now(): string {
  return new Date().toISOString();
}
