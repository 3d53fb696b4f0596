import { InvalidArgumentError, Option } from 'commander';
import { readReference } from '../../domain/reference.js';

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
  const read = readReference(text);
  if ('value' in read) return read.value;
  throw new InvalidArgumentError(`It ${read.problem}.`);
}
