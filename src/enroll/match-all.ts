import { setImmediate as letSignalsIn } from 'node:timers/promises';
import type { Entry } from '../domain/entry.js';
import type { Outcome } from '../domain/outcome.js';
import type { RunStore } from '../store/store.js';
import type { EntryWithItems } from '../store/work-list.js';
import { withKnown } from './known.js';
import { match } from './match.js';
import type { RunContext } from './run-context.js';

type Matching = Pick<RunContext, 'options' | 'leavers' | 'place'>;

/** Ends what needs no photo. A repeated call covers only items without an outcome. */
export async function matchAll(
  store: RunStore,
  context: Matching & Pick<RunContext, 'signal'>,
): Promise<void> {
  for (const page of store.work.pages()) {
    await letSignalsIn();
    if (context.signal.aborted) return;
    await store.inTurn(() => matchPage(page, store, context), context.signal);
  }
}

/** The same for some entries, in the transaction that this is called in. */
export function matchPage(
  page: readonly EntryWithItems[],
  store: RunStore,
  context: Matching,
): void {
  for (const { entry, items, known } of withKnown(page, store, context.options)) {
    const isWholeTruth = context.leavers !== undefined;
    const verdicts = match(entry, known, context.options, isWholeTruth, context.place);
    items.forEach(({ item, outcome }, i) => {
      const verdict = verdicts[i];
      if (outcome !== null || !verdict || verdict === 'go on') return;
      store.work.items.setOutcome(
        item,
        known.userIds[0] ?? reportedId(entry, verdict, context),
        verdict,
      );
    });
  }
}

/**
 * The user ID in a failure and its report: empty if the report, retried unchanged, would create a
 * user with an ID that was refused.
 */
function reportedId({ userId, doubt }: Entry, verdict: Outcome, { options }: Matching): string {
  const isRefused = verdict.kind === 'failed' && verdict.failure.code === 'USER_NOT_FOUND';
  return doubt || (isRefused && options.missingUsers === 'create') ? '' : userId;
}
