import type { HostContext } from '../../operations/context.js';
import { type Inspection, inspectionEvent, inspectionText } from '../../render/inspection.js';
import type { Show } from '../command-of.js';
import type { JsonOutput } from '../options/output.js';
import { printEach } from '../print-each.js';
import { stdoutStyle } from '../style.js';

/** Prints what was seen in photos; the exit code is 3 when one would not be enrolled, or does not fit. */
export const printInspections: Show<AsyncIterable<Inspection>, JsonOutput, HostContext> = (
  seen,
  { json },
  io,
) => {
  const [style, bars] = [stdoutStyle(io), Boolean(io.stdout.isTTY)];
  return printEach(io, json, seen, {
    text: (one) => inspectionText(one, style, bars),
    json: inspectionEvent,
    isGood: ({ extraction }) =>
      extraction.kind !== 'failed' && !extraction.report?.lacks?.some(({ isAdvice }) => !isAdvice),
  });
};
