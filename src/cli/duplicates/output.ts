import { flag } from '../../operations/options/row.js';
import { jsonOption } from '../options/output.js';

/** How a scan is printed. */
export const SCAN_OUTPUT = {
  csv: flag('print a CSV: a line for each pair of users', { conflicts: ['json'] }),
  json: jsonOption(' a line: each cluster, then a summary'),
};
