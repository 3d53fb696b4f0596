import { InvalidArgumentError, Option } from 'commander';

/** Room for a sentence; a text that is longer is no number of a ticket. */
const MAX_LENGTH = 200;

/** `--reference`: of the commands that change users, faces or what concerns them. */
export function referenceOption(): Option {
  return new Option(
    '--reference <text>',
    'a number of your own, such as a ticket; it is kept with the run and its audit rows',
  ).argParser(reference);
}

/** Options of a command with `--reference`, as commander hands them over. */
export interface ReferenceOptions {
  readonly reference?: string;
}

/** Parses a reference: one line of text. */
export function reference(text: string): string {
  const value = text.trim();
  if (value === '') throw new InvalidArgumentError('It must not be empty.');
  if (value.length > MAX_LENGTH) {
    throw new InvalidArgumentError(
      `It has ${value.length} characters; ${MAX_LENGTH} are the most.`,
    );
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) {
    throw new InvalidArgumentError('It must not have line breaks or other control characters.');
  }
  return value;
}
