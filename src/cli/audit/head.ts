import { type AuditHead, headText } from '../../domain/audit.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints the head of the audit. */
export const printHead: Show<AuditHead> = (head, { json }, io) =>
  print(io, json, {
    json: () => [{ event: 'head', head: headText(head), ...head }],
    text: () => [headText(head)],
  });
