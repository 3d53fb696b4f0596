import { UsageError } from '../../domain/fatal-error.js';
import { invalidInput } from '../../domain/refusals.js';
import { denialProblem } from '../../domain/review.js';
import type { Denial } from '../../domain/reviewed.js';

/** @throws {UsageError} if the note is missing or cannot be passed on. */
export function checkDenial({ reason, note }: Denial): void {
  const problem = denialProblem(reason, note);
  if (problem === undefined) return;
  throw new UsageError(problem, invalidInput('note', problem));
}
