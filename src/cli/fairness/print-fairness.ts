import { quotedPath } from '../../domain/text.js';
import type { MeasuredFairness } from '../../operations/fairness/measure-fairness.js';
import { fairnessEvent } from '../../render/fairness/event.js';
import { fairnessText } from '../../render/fairness/text.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints the figures of groups, and what differs between them. */
export const printFairness: Show<MeasuredFairness> = async ({ report, html }, { json }, io) => {
  await print(io, json, {
    json: () => [fairnessEvent(report, html)],
    text: () => fairnessText(report),
  });
  if (html !== null) io.stderr.write(`${quotedPath(html)} holds the report.\n`);
};
