import { flag } from '../../operations/options/row.js';
import { jsonOption } from '../options/output.js';

/** How a list of the audit is printed. */
export const AUDIT_OUTPUT = {
  csv: flag('print a CSV with all columns', { conflicts: ['json'] }),
  json: jsonOption(' a line for each row'),
};
