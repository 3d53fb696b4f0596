import type { DuplicateScan } from '../../domain/duplicates.js';
import { EXIT } from '../../domain/exit-codes.js';
import {
  duplicatesCsv,
  duplicatesEvents,
  duplicatesSummary,
  duplicatesText,
} from '../../render/duplicates.js';
import type { Show } from '../command-of.js';
import { writeLines } from '../line-writer.js';
import { print } from '../print.js';
import type { SCAN_OUTPUT } from './output.js';

/** Prints what a scan found; exit code 3 when it is duplicates. */
export const printScan: Show<DuplicateScan, typeof SCAN_OUTPUT> = async (
  scan,
  { csv, json },
  io,
) => {
  const code = scan.clusters.length > 0 ? EXIT.duplicatesFound : EXIT.done;
  if (csv) await writeLines(io.stderr, duplicatesSummary(scan));
  await print(io, json, {
    json: () => duplicatesEvents(scan, code),
    text: () => (csv ? duplicatesCsv(scan) : duplicatesText(scan)),
  });
  return code;
};
