import type { Failure } from '../../domain/failures.js';
import { identityChanges } from './changes.js';
import { disagreements } from './disagreements.js';
import { batchDuplicates, enrolledDuplicates } from './duplicates.js';
import type { Evidence, IdentityRules } from './evidence.js';
import { returnedLeavers } from './returned-leavers.js';

/** What identity has against the candidates, by item. */
export interface Findings {
  readonly failures: ReadonlyMap<number, Failure>;
  /** Duplicates that are enrolled all the same. */
  readonly flags: ReadonlyMap<number, Failure>;
  /** Leavers whose face came under another user ID: they stay. */
  readonly recognized: readonly string[];
}

/**
 * Decides whose face is whose. Pure, and the same in whatever order the photos came: a photo
 * that is not its user's enrolled face, that is not the face of the user's other photos, or
 * that shows a face which another user has, in the gallery or in the batch.
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
  // A template that is replaced is no duplicate, but it is not replaced by a photo that fails:
  // the more fail, the more templates stay, until nothing changes.
  for (let failing = new Map([...inBatch, ...wrong]); ; ) {
    const duplicates = enrolledDuplicates(evidence, rules, failing);
    const next = new Map([...inBatch, ...duplicates, ...wrong]);
    if (next.size === failing.size) return { failures: next, flags: new Map() };
    failing = next;
  }
}
