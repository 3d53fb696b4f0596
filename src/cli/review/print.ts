import type { ListedSubmission } from '../../domain/reviewed.js';
import type { FileContext } from '../../operations/context.js';
import type { UserSubmissions } from '../../operations/review/list.js';
import type { ShownPhoto } from '../../operations/review/show-one.js';
import { historyText, itemText, waitingText } from '../../render/review.js';
import {
  isDecided,
  type ReviewedPhoto,
  reviewedEvent,
  reviewedText,
} from '../../render/reviewed.js';
import type { Show } from '../command-of.js';
import { widthOf } from '../io.js';
import type { JsonOutput } from '../options/output.js';
import { print } from '../print.js';
import { printEach } from '../print-each.js';

/** Prints the photos that wait. */
export const printWaiting: Show<readonly ListedSubmission[]> = (waiting, { json }, io) =>
  print(io, json, {
    json: () => waiting.map((one) => ({ event: 'submission', ...one })),
    text: () => waitingText(waiting, widthOf(io.stdout)),
  });

/** Prints what there is of a photo. */
export const printPhoto: Show<ShownPhoto, JsonOutput, FileContext> = (
  { item, output },
  { json },
  io,
) =>
  print(io, json, {
    json: () => [{ event: 'submission', ...item, output }],
    text: () => itemText(item, output),
  });

/** Prints what became of photos, each when it is decided; the exit code is 3 unless all were. */
export const printReviewed: Show<AsyncIterable<ReviewedPhoto>, JsonOutput, FileContext> = (
  photos,
  { json },
  io,
) =>
  printEach(io, json, photos, {
    ...{ text: reviewedText, json: reviewedEvent, isGood: isDecided },
  });

/** Prints what a user has sent. */
export const printHistory: Show<UserSubmissions> = ({ userId, sent }, { json }, io) =>
  print(io, json, {
    json: () => sent.map((one) => ({ event: 'submission', ...one })),
    text: () => historyText(userId, sent),
  });
