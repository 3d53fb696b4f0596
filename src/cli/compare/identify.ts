import type { Identifications } from '../../operations/compare/identify.js';
import {
  identificationEvent,
  identificationHead,
  identificationText,
} from '../../render/identification.js';
import type { Show } from '../command-of.js';
import { printEach } from '../print-each.js';
import { stdoutStyle } from '../style.js';

/** Prints who is in photos; the exit code is 3 when one failed or matches nobody. */
export const printIdentifications: Show<Identifications> = (
  { results, threshold, ...gallery },
  { json },
  io,
) => {
  const style = stdoutStyle(io);
  return printEach(io, json, results, {
    head: () => identificationHead(threshold, gallery),
    text: (one) => identificationText(one, threshold, style),
    json: (one) => identificationEvent(one, threshold),
    isGood: ({ matches }) => matches.length > 0,
  });
};
