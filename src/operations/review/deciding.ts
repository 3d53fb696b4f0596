import type { Submission } from '../../domain/review.js';
import type { Reviewed } from '../../domain/reviewed.js';
import type { Audit } from '../../store/audit.js';
import { whoRuns } from '../../store/runs.js';
import type { Store } from '../../store/store.js';
import { requireWorkingKey } from '../keys/working-key.js';
import type { Reviewer } from './types.js';

/** Who decides, without the request that brought it. */
export type Decider = Omit<Reviewer, 'signal'>;

/** A photo that still waits, or what is to be said of one that does not. */
export function waiting(
  { submissions }: Pick<Store, 'submissions'>,
  submissionId: string,
): { readonly submission: Submission } | { readonly ended: Reviewed } {
  const submission = submissions.find(submissionId);
  if (!submission) return { ended: { kind: 'unknown' } };
  const { state } = submission;
  return state === 'waiting' ? { submission } : { ended: { kind: 'decided before', state } };
}

/** The audit of the user whose photo is decided on, for whoever decides. */
export function auditOf(
  store: Store,
  { collection }: Pick<Submission, 'collection'>,
  by: Decider,
): Pick<Audit, 'record'> {
  requireWorkingKey(store, by.keyId);
  const { keyId, reference } = by;
  return store.audit(collection, { keyId, reference });
}

/** As the database names whoever decides. */
export function nameOf({ keyId }: Decider): string {
  return keyId ?? whoRuns().osUser;
}
