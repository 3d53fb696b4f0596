import type { Failure } from '../../domain/failures.js';
import { identityChanges } from './changes.js';
import { disagreements } from './disagreements.js';
import { batchDuplicates, enrolledDuplicates } from './duplicates.js';
import type { Evidence, IdentityRules } from './evidence.js';
import { returnedLeavers } from './returned-leavers.js';

/** Identity findings against candidates, by item. */
export interface Findings {
  readonly failures: ReadonlyMap<number, Failure>;
  /** Duplicates that are enrolled nevertheless. */
  readonly flags: ReadonlyMap<number, Failure>;
  /** Leavers whose face appeared under another user ID: they stay. */
  readonly recognized: readonly string[];
}

/**
 * Decides whose face is whose: finds photos that do not show their user's enrolled face, do not
 * match the user's other photos, or show the face of another user in the gallery or the batch.
 * Pure, and independent of the order of the photos.
 */
export function findings(evidence: Evidence, rules: IdentityRules): Findings {
  const { failures, flags } = ownFindings(evidence, rules);
  const returned = returnedLeavers(evidence, { failures, flags }, rules);
  if (returned.size === 0) return { failures, flags, recognized: [] };
  const changed = [...returned].flatMap(([item, { failure }]) =>
    failure ? [[item, failure] as const] : [],
  );
  return {
    failures: new Map([...failures, ...changed]),
    flags: new Map([...flags].filter(([item]) => !returned.has(item))),
    recognized: [...new Set([...returned.values()].map(({ formerId }) => formerId))].sort(),
  };
}

function ownFindings(
  evidence: Evidence,
  rules: IdentityRules,
): Pick<Findings, 'failures' | 'flags'> {
  const changed = rules.allowIdentityChange ? new Map() : identityChanges(evidence, rules);
  const disagreeing = disagreements(evidence, rules, (item) => changed.has(item));
  const wrong = new Map([...disagreeing, ...changed]);
  if (rules.duplicates === 'off') return { failures: wrong, flags: new Map() };
  const inBatch = batchDuplicates(evidence, rules);
  if (rules.duplicates === 'flag') {
    const flags = new Map([...inBatch, ...enrolledDuplicates(evidence, rules, wrong)]);
    for (const item of wrong.keys()) flags.delete(item);
    return { failures: wrong, flags };
  }
  // A template that is replaced is no duplicate, but a photo that fails does not replace it: the
  // more fail, the more templates stay, until nothing changes.
  for (let failing = new Map([...inBatch, ...wrong]); ; ) {
    const duplicates = enrolledDuplicates(evidence, rules, failing);
    const next = new Map([...inBatch, ...duplicates, ...wrong]);
    if (next.size === failing.size) return { failures: next, flags: new Map() };
    failing = next;
  }
}
