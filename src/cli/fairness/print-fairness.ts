import { quotedPath } from '../../domain/text.js';
import type { MeasuredFairness } from '../../operations/fairness/measured-fairness.js';
import { shownPath } from '../../operations/shown-path.js';
import { fairnessEvent } from '../../render/fairness/event.js';
import { fairnessText } from '../../render/fairness/text.js';
import { writtenText } from '../../render/fairness/written.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints the figures of groups, and what differs between them. */
export const printFairness: Show<MeasuredFairness> = async (measured, { json }, io, { host }) => {
  const { report, html, expires } = measured;
  const shown = html === null ? null : shownPath(html, host.shownFrom);
  await print(io, json, {
    json: () => [fairnessEvent(report, { html: shown, expires })],
    text: () => fairnessText(report),
  });
  if (shown !== null) io.stderr.write(`${writtenText(quotedPath(shown), expires)}\n`);
};
