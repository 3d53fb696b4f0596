import type { ChalkInstance } from 'chalk';
import { against } from '../domain/against.js';
import type { Failure } from '../domain/failures.js';
import { cosine } from '../domain/figures.js';
import type { MatchThreshold } from '../domain/identification.js';
import { count, printable, quoted } from '../domain/text.js';
import { thresholdText } from './threshold.js';

/** A photo compared with the templates of a user. */
export interface Verification {
  /** As the operator named it. */
  readonly file: string;
  readonly userId: string;
  /** Cosine with the most similar template, -1 to 1; undefined if the photo failed. */
  readonly similarity?: number;
  readonly failure?: Failure;
}

/** Whether a photo shows the user; false if it failed. */
export function isMatch({ similarity }: Verification, threshold: MatchThreshold): boolean {
  return similarity !== undefined && similarity >= threshold.similarity;
}

/** What a match means, before the first photo. */
export function verificationHead(
  threshold: MatchThreshold,
  user: { readonly userId: string; readonly templates: number },
): string {
  const compared = `${quoted(user.userId)}, ${count(user.templates, 'template')}`;
  const meaning = thresholdText(threshold, '{rate} others would pass for this user');
  return `Comparing with user ${compared}.\n${meaning}\n`;
}

/** One photo, for a person: a line of 80 columns unless its name is long. */
export function verificationText(
  verification: Verification,
  threshold: MatchThreshold,
  style: ChalkInstance,
): string {
  const { file, similarity = -1, failure } = verification;
  if (failure) {
    const what = `${style.red(failure.code)}, ${printable(failure.message)}`;
    return `${printable(file)}: ${what}\n  ${printable(failure.advice)}`;
  }
  const name = printable(file).padEnd(64);
  if (isMatch(verification, threshold)) {
    return `${name} ${style.green('match   ')} ${similarity.toFixed(4)}`;
  }
  // A similarity just below the threshold is shown with it, in enough digits to differ.
  const shown = against(similarity, threshold.similarity, 4);
  const near = shown.limit === cosine(threshold.similarity) ? '' : `, less than ${shown.limit}`;
  return `${name} ${style.yellow('no match')} ${shown.value}${near}`;
}

/** One line of `verify --json`. */
export function verificationEvent(verification: Verification, threshold: MatchThreshold): object {
  const { file, userId, similarity, failure } = verification;
  return {
    event: 'verification',
    file,
    userId,
    match: isMatch(verification, threshold),
    similarity: similarity ?? null,
    threshold: threshold.similarity,
    fmr: threshold.rate ?? null,
    extrapolated: threshold.extrapolated ?? null,
    measuredOn: threshold.measuredOn ?? null,
    failure: failure ?? null,
  };
}
