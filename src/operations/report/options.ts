import { WORKERS_OPTION } from '../options/machine.js';
import { file, flag, lastMoment, name } from '../options/row.js';

/** What a report on a run, or on a collection, is told. */
export const REPORT_OPTIONS = {
  html: file('the file to write; further pages are report.page-2.html, ...', { isRequired: true }),
  gallery: flag('on all that is enrolled in the collection, in place of a run'),
  anonymous: flag('without faces, user IDs, names and file names'),
  expires: lastMoment('the day on which the file is to be deleted; it is printed on it'),
  replaceReport: flag('replace the report that is there'),
  models: name('the model pack that reads the photos and compares (default: that of the run)', {
    value: 'pack',
  }),
  ...WORKERS_OPTION,
};
