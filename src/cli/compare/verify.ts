import type { Verifications } from '../../operations/compare/verify.js';
import {
  isMatch,
  verificationEvent,
  verificationHead,
  verificationText,
} from '../../render/verification.js';
import type { Show } from '../command-of.js';
import { printEach } from '../print-each.js';
import { stdoutStyle } from '../style.js';

/** Prints whether photos show a user; the exit code is 3 when one failed or does not match. */
export const printVerifications: Show<Verifications> = (
  { results, threshold, ...user },
  { json },
  io,
) => {
  const style = stdoutStyle(io);
  return printEach(io, json, results, {
    head: () => verificationHead(threshold, user),
    text: (one) => verificationText(one, threshold, style),
    json: (one) => verificationEvent(one, threshold),
    isGood: (one) => isMatch(one, threshold),
  });
};
