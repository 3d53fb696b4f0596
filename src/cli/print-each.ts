import { EXIT } from '../domain/exit-codes.js';
import { jsonLine } from '../domain/text.js';
import type { Io } from './io.js';

/** How results are told that come one by one. */
export interface EachPrinter<One> {
  /** What stands before the first one, for a person. */
  readonly head?: () => string;
  readonly text: (one: One) => string;
  readonly json: (one: One) => object;
  /** Whether it is as the operator wants it. */
  readonly isGood: (one: One) => boolean;
}

/** Prints each result as soon as it is known; returns the exit code: 3 unless all are good. */
export async function printEach<One>(
  io: Io,
  json: boolean | undefined,
  results: AsyncIterable<One>,
  printer: EachPrinter<One>,
): Promise<number> {
  const write = (text: string): unknown => io.stdout.write(`${text}\n`);
  if (!json && printer.head) write(printer.head());
  let code: number = EXIT.done;
  for await (const one of results) {
    write(json ? jsonLine(printer.json(one)) : printer.text(one));
    if (!printer.isGood(one)) code = EXIT.someFailed;
  }
  return code;
}
