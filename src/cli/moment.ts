import { InvalidArgumentError } from 'commander';
import { MOMENT_TEXT, type NamedTime, namedTime } from '../domain/moment.js';

/** Parses an ISO 8601 date or time, UTC unless it says otherwise: when what it names begins. */
export function beginningOf(text: string): string {
  return new Date(parse(text).begins).toISOString();
}

/** The same: the last millisecond of the day, the minute or the second that it names. */
export function endOf(text: string): string {
  const { begins, lasts } = parse(text);
  return new Date(begins + lasts - 1).toISOString();
}

function parse(text: string): NamedTime {
  const named = namedTime(text);
  if (named) return named;
  throw new InvalidArgumentError(`It must be ${MOMENT_TEXT}.`);
}
