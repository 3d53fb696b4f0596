import { flag } from '../../operations/options/row.js';
import { jsonOption } from '../options/output.js';

/** How a purge is agreed to and told. */
export const QUEUE_PURGE_OUTPUT = {
  yes: flag('do not ask; needed without a terminal'),
  json: jsonOption(': what was deleted'),
};

/** How a set-up is agreed to and told. */
export const QUEUE_SETUP_OUTPUT = {
  yes: flag('for --again: do not ask; needed without a terminal'),
  json: jsonOption(': where, and whether the tables were made'),
};
