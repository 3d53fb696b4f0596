import { instantText, MOMENT_TEXT, type NamedTime, namedTime } from '../../../domain/moment.js';
import { ValueError } from './value-error.js';

/** Parses a date or time of an option: when what it names begins, as the database has instants. */
export function beginningOf(text: string): string {
  return instantText(parse(text).begins);
}

/** The same: the last millisecond of the day, the minute or the second that it names. */
export function endOf(text: string): string {
  return instantText(parse(text).ends - 1);
}

function parse(text: string): NamedTime {
  const named = namedTime(text);
  if (named) return named;
  throw new ValueError(`It must be ${MOMENT_TEXT}.`);
}
