import type { ChalkInstance } from 'chalk';
import type { Failure } from '../domain/failures.js';
import { cosine } from '../domain/figures.js';
import type {
  AutoEnrollment,
  MatchThreshold,
  NotAutoEnrolled,
  UserMatch,
} from '../domain/identification.js';
import { count, printable } from '../domain/text.js';
import { thresholdText } from './threshold.js';

/** A photo whose person was searched for. */
export interface Identification {
  /** As the operator named it. */
  readonly file: string;
  /** Most similar first; empty if the photo failed or shows nobody who is enrolled. */
  readonly matches: readonly UserMatch[];
  readonly failure?: Failure;
  /** With --auto-enroll, for a photo that matches somebody. */
  readonly autoEnroll?: AutoEnrollment;
}

const REASONS: Readonly<Record<NotAutoEnrolled, string>> = {
  NOT_SURE_ENOUGH: 'it is a match, but not a sure one (--auto-enroll-fpir)',
  AMBIGUOUS: 'another user is above the threshold, too',
  SAME_PHOTO: 'the user has a template of this photo',
  NOTHING_NEW: 'the user has enough templates, and this one would add the least',
};

/** What the matches mean, before the first photo. */
export function identificationHead(
  threshold: MatchThreshold,
  gallery: { readonly templates: number; readonly users: number },
): string {
  const searched = `${count(gallery.templates, 'template')} of ${count(gallery.users, 'user')}`;
  const meaning = thresholdText(threshold, 'a false alarm in {rate} searches');
  return `Searching ${searched}.\n${meaning}\n`;
}

/** One photo, for a person: a line for each user, in 80 columns unless the ID is long. */
export function identificationText(
  { file, matches, failure, autoEnroll }: Identification,
  { similarity }: MatchThreshold,
  style: ChalkInstance,
): string {
  const name = style.bold(printable(file));
  const atLeast = `of similarity ${cosine(similarity)} or more`;
  if (failure) {
    const what = `${style.red(failure.code)}, ${printable(failure.message)}`;
    return `${name}: ${what}\n  ${printable(failure.advice)}\n`;
  }
  if (matches.length === 0) {
    return `${name}: ${style.yellow('nobody')} ${atLeast}\n`;
  }
  return [
    `${name}: ${count(matches.length, 'user')} ${atLeast}`,
    ...matches.map(({ userId, faceId, similarity }) => {
      return `  ${printable(userId).padEnd(34)} ${similarity.toFixed(4)} ${printable(faceId)}`;
    }),
    ...(autoEnroll ? autoEnrollLines(autoEnroll) : []),
    '',
  ].join('\n');
}

function autoEnrollLines(done: AutoEnrollment): readonly string[] {
  if (done.outcome === 'unchanged') return [`  not added: ${REASONS[done.reason]}`];
  const userId = printable(done.userId);
  const added = `  added to ${userId} as template ${printable(done.faceId)}`;
  return done.replaces === undefined
    ? [added]
    : [added, `  in place of ${printable(done.replaces)}`];
}

/** One line of `identify --json`. */
export function identificationEvent(
  { file, matches, failure, autoEnroll }: Identification,
  { similarity, rate, extrapolated, measuredOn }: MatchThreshold,
): object {
  return {
    event: 'identification',
    file,
    matches,
    threshold: similarity,
    fpir: rate ?? null,
    extrapolated: extrapolated ?? null,
    measuredOn: measuredOn ?? null,
    failure: failure ?? null,
    autoEnroll: autoEnroll ?? null,
  };
}
