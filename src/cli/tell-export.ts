import { EXIT } from '../domain/exit-codes.js';
import { jsonLine } from '../domain/text.js';
import type { Exported } from '../operations/exported.js';
import type { Io } from './io.js';
import { writeLines, writePieces } from './line-writer.js';

/** How it is told what was exported. */
export interface ExportPrinter<Summary> {
  readonly notes: (summary: Summary, file: string | undefined) => Iterable<string>;
  /** What is to be known of it whether or not a program reads the rest. */
  readonly warnings?: (summary: Summary, file: string | undefined) => Iterable<string>;
  readonly event: (summary: Summary, file: string | undefined) => object;
  /** Lines before that. */
  readonly events?: (summary: Summary) => Iterable<object>;
  /** Whether some of it failed. */
  readonly isPartial?: (summary: Summary) => boolean;
}

/**
 * Prints what is exported, unless a file has it; what is told of it goes to stderr, or is JSON.
 * Returns the exit code.
 */
export async function tellExport<Summary>(
  io: Io,
  json: boolean | undefined,
  { file, pieces, summary }: Exported<Summary>,
  { notes, warnings, event, events, isPartial }: ExportPrinter<Summary>,
): Promise<number> {
  await writePieces(io.stdout, pieces);
  const exitCode = isPartial?.(summary()) ? EXIT.someFailed : EXIT.done;
  if (json) {
    await writeLines(io.stdout, mapped(events?.(summary()) ?? [], jsonLine));
    io.stdout.write(`${jsonLine({ ...event(summary(), file), exitCode })}\n`);
  } else {
    await writeLines(io.stderr, notes(summary(), file));
  }
  if (warnings) await writeLines(io.stderr, warnings(summary(), file));
  return exitCode;
}

function* mapped<From, To>(all: Iterable<From>, to: (one: From) => To): Generator<To> {
  for (const one of all) yield to(one);
}
