import { Problem } from './problem.js';

/** A member of a request that is wrong; null for the request itself. */
export interface Issue {
  readonly member: string | null;
  readonly message: string;
}

/** A request that is not what the description asks for. */
export function invalidRequest(issues: readonly Issue[]): Problem {
  const [first] = issues;
  const text = first ? `${first.member ?? 'the request'}: ${first.message}` : 'is not valid';
  return new Problem('INVALID_REQUEST', text, { details: { issues } });
}
