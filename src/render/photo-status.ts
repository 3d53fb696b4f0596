import type { ChalkInstance } from 'chalk';
import type { Failure } from '../domain/failures.js';
import { cosine } from '../domain/figures.js';
import type { UserStatus } from '../domain/gallery.js';
import type { MatchThreshold, UserMatch } from '../domain/identification.js';
import { count, printable } from '../domain/text.js';
import { statusText } from './status.js';
import { thresholdText } from './threshold.js';

/** Whether the person in a photo is enrolled. */
export interface PhotoStatus {
  /** As the operator named it. */
  readonly file: string;
  /** Users whose faces are similar enough, most similar first. */
  readonly users: readonly (UserStatus & Pick<UserMatch, 'faceId' | 'similarity'>)[];
  /** Why the photo could not be searched for. */
  readonly failure?: Failure;
}

/** For a person: a line for each user. */
export function photoStatusText(
  { file, users, failure }: PhotoStatus,
  threshold: MatchThreshold,
  style: ChalkInstance,
): string {
  const name = style.bold(printable(file));
  if (failure) {
    const what = `${style.red(failure.code)}, ${printable(failure.message)}`;
    return `${name}: ${what}\n  ${printable(failure.advice)}`;
  }
  const found = users.length > 0 ? count(users.length, 'user') : style.yellow('nobody');
  return [
    thresholdText(threshold, 'a false alarm in {rate} searches'),
    `${name}: ${found} of similarity ${cosine(threshold.similarity)} or more`,
    ...users.map((user) => `  ${user.similarity.toFixed(4)} ${statusText(user)}`),
  ].join('\n');
}

/** The line of `status --photo --json`; templates should be of `encoder`. */
export function photoStatusEvent(
  { file, users, failure }: PhotoStatus,
  { similarity, rate, extrapolated, measuredOn }: MatchThreshold,
  encoder: string,
): object {
  return {
    event: 'photoStatus',
    file,
    // A photo that could not be searched for may still show an enrolled person.
    enrolled: failure ? null : users.length > 0,
    users,
    threshold: similarity,
    fpir: rate ?? null,
    extrapolated: extrapolated ?? null,
    measuredOn: measuredOn ?? null,
    currentEncoder: encoder,
    failure: failure ?? null,
  };
}
