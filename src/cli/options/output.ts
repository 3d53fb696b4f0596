import { flag, type Row } from '../../operations/options/row.js';

/** `what` says more of the object, or of which there is one a line. */
export function jsonOption(what: string): Row<boolean, false> {
  return flag(`print one JSON object${what}`);
}

/** How a result is told: as text, or as JSON. */
export type JsonOutput = { readonly json: Row<boolean, false> };

/** How much an import prints. */
export const IMPORT_OUTPUT = {
  json: jsonOption(' a line: each outcome, then a summary'),
  quiet: flag(
    'print nothing but errors, and the first time a warning that the rates do not hold here',
  ),
  verbose: flag('tell each outcome on stderr'),
};
