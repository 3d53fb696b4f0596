import { DEFAULT_FPIR } from '../../domain/limits.js';
import { RANGES } from '../../domain/option-values.js';
import { WORKERS_OPTION } from '../options/machine.js';
import { QUEUE_OPTIONS } from '../options/queue.js';
import { file, flag, name, number, type ValuesOf } from '../options/row.js';

const MODES = ['rehearse', 'rollback', 'commit', 'forget'] as const;

/** One of the options that say what else is to be done. */
function alone(mode: (typeof MODES)[number], text: string) {
  return flag(text, { conflicts: MODES.filter((other) => other !== mode) });
}

export const UPGRADE_OPTIONS = {
  models: name('the pack to go over to: see "faceenroll models list"', { value: 'pack' }),
  rehearse: alone('rehearse', 'compare both encoders on your own gallery, and switch nothing'),
  rollback: alone('rollback', 'go back to the templates of before'),
  commit: alone('commit', 'delete the templates of before for good'),
  forget: alone('forget', 'delete what a rehearsal or a rollback has left aside'),
  fpir: number(RANGES.fpir, 'rate')('for --rehearse: false alarms that suspect duplicates', {
    default: DEFAULT_FPIR,
  }),
  fmr: number(RANGES.fmr, 'rate')('for --rehearse: other people who may pass for a user', {
    default: 0.001,
  }),
  reimport: file('where faces that stay are listed (default: <database>.reimport.csv beside it)'),
  ...WORKERS_OPTION,
  ...QUEUE_OPTIONS,
};

export type UpgradeOptions = ValuesOf<typeof UPGRADE_OPTIONS>;
