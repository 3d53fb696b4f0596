import type { Failure } from '../../domain/failures.js';
import type { Resembles } from '../../domain/seen.js';
import { identityChanges } from './changes.js';
import { disagreements } from './disagreements.js';
import { batchDuplicates, enrolledDuplicates } from './duplicates.js';
import type { Evidence, IdentityRules } from './evidence.js';
import type { Finding } from './finding.js';
import { returnedLeavers } from './returned-leavers.js';

/** Identity findings against candidates, by item. */
export interface Findings {
  readonly failures: ReadonlyMap<number, Failure>;
  /** Duplicates that are enrolled nevertheless. */
  readonly flags: ReadonlyMap<number, Failure>;
  /** The user that a photo with a failure or flag resembles, where it is one. */
  readonly resembles: ReadonlyMap<number, Resembles>;
  /** Leavers whose face appeared under another user ID: they stay. */
  readonly recognized: readonly string[];
}

/**
 * Decides whose face is whose: finds photos that do not show their user's enrolled face, do not
 * match the user's other photos, or show the face of another user in the gallery or the batch.
 * Pure, and independent of the order of the photos.
 */
export function findings(evidence: Evidence, rules: IdentityRules): Findings {
  const { failures, flags, resembles } = ownFindings(evidence, rules);
  const returned = returnedLeavers(evidence, { failures, flags }, rules);
  if (returned.size === 0) return { failures, flags, resembles, recognized: [] };
  const changed = [...returned].flatMap(([item, { failure }]) =>
    failure ? [[item, failure] as const] : [],
  );
  return {
    failures: new Map([...failures, ...changed]),
    flags: new Map([...flags].filter(([item]) => !returned.has(item))),
    resembles: new Map([...resembles].filter(([item]) => !returned.has(item))),
    recognized: [...new Set([...returned.values()].map(({ formerId }) => formerId))].sort(),
  };
}

function ownFindings(
  evidence: Evidence,
  rules: IdentityRules,
): Pick<Findings, 'failures' | 'flags' | 'resembles'> {
  const changed: ReadonlyMap<number, Finding> = rules.allowIdentityChange
    ? new Map()
    : identityChanges(evidence, rules);
  const disagreeing = disagreements(evidence, rules, (item) => changed.has(item));
  const wrong = new Map([...disagreeing, ...changed]);
  if (rules.duplicates === 'off') return told(wrong);
  const inBatch = batchDuplicates(evidence, rules);
  if (rules.duplicates === 'flag') {
    const flags = new Map([...inBatch, ...enrolledDuplicates(evidence, rules, wrong)]);
    for (const item of wrong.keys()) flags.delete(item);
    return told(wrong, flags);
  }
  // A template that is replaced is no duplicate, but a photo that fails does not replace it: the
  // more fail, the more templates stay, until nothing changes.
  for (let failing = new Map([...inBatch, ...wrong]); ; ) {
    const duplicates = enrolledDuplicates(evidence, rules, failing);
    const next = new Map([...inBatch, ...duplicates, ...wrong]);
    if (next.size === failing.size) return told(next);
    failing = next;
  }
}

function told(
  wrong: ReadonlyMap<number, Finding>,
  flagged: ReadonlyMap<number, Finding> = new Map(),
): Pick<Findings, 'failures' | 'flags' | 'resembles'> {
  const failuresOf = (found: ReadonlyMap<number, Finding>) =>
    new Map([...found].map(([item, { failure }]) => [item, failure]));
  const resembles = [...wrong, ...flagged].flatMap(([item, { resembles: other }]) =>
    other ? [[item, other] as const] : [],
  );
  return {
    failures: failuresOf(wrong),
    flags: failuresOf(flagged),
    resembles: new Map(resembles),
  };
}
