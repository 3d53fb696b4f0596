import { jsonLine } from '../domain/text.js';
import type { Io } from './io.js';
import { writeLines } from './line-writer.js';

/** A result in each of the forms it can be printed in; made only for the one that is. */
export interface Printer {
  readonly text: () => Iterable<string>;
  /** An object a line. */
  readonly json: () => Iterable<object>;
}

/** Prints a result on stdout: as lines of text, or with `json` as objects. */
export function print(io: Io, json: boolean | undefined, printer: Printer): Promise<void> {
  return writeLines(io.stdout, json ? jsonLines(printer.json()) : printer.text());
}

function* jsonLines(events: Iterable<object>): Generator<string> {
  for (const event of events) yield jsonLine(event);
}
