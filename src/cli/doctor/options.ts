import { DEFAULT_PACK } from '../../domain/option-values.js';
import { MAIL_SERVER_OPTIONS } from '../../operations/links/options.js';
import { QUEUE_KEY_OPTION, QUEUE_OPTION } from '../../operations/options/queue.js';
import { name, type ValuesOf } from '../../operations/options/row.js';
import { DATABASE_OPTION, KEY_OPTION } from '../../operations/options/where.js';
import { jsonOption } from '../options/output.js';

export const DOCTOR = {
  ...DATABASE_OPTION,
  ...KEY_OPTION,
  models: name('the model pack to look at', { value: 'pack', default: DEFAULT_PACK }),
  ...MAIL_SERVER_OPTIONS,
  ...QUEUE_OPTION,
  ...QUEUE_KEY_OPTION,
  json: jsonOption(' a line: each check, then a summary'),
};

export type DoctorOptions = ValuesOf<typeof DOCTOR>;
