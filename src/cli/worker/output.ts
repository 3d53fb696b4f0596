import { flag } from '../../operations/options/row.js';
import { jsonOption } from '../options/output.js';

/** How a worker tells of itself. */
export const WORKER_OUTPUT = {
  json: jsonOption(' when it ends'),
  quiet: flag('no line when it starts or ends, and none each minute; only what is wrong'),
};
