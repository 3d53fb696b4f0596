import { flag } from '../../operations/options/row.js';
import { jsonOption } from '../options/output.js';

/** How a restore is agreed to and told. */
export const RESTORE_OUTPUT = {
  yes: flag('replace a database that is not empty without asking'),
  json: jsonOption(''),
};
