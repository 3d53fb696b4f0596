import { LEAST_OF_GROUP, USUAL_LEAST_OF_GROUP } from '../../domain/fairness/breakdown.js';
import { UsageError } from '../../domain/fatal-error.js';
import { DEFAULT_FMR, DEFAULT_FPIR } from '../../domain/limits.js';
import { DEFAULT_PACK, RANGES, wholeFrom } from '../../domain/option-values.js';
import { quotedPath } from '../../domain/text.js';
import { file, flag, lastMoment, name, names, number, type ValuesOf } from '../options/row.js';

export const FAIRNESS_OPTIONS = {
  by: names(
    'a column that users are grouped by: a field, a column of your own, or "tag"; several make combined groups, too',
    { value: 'column', isRequired: true },
  ),
  least: number(wholeFrom(LEAST_OF_GROUP, 100_000))('users of a group that is shown alone', {
    default: USUAL_LEAST_OF_GROUP,
  }),
  fmr: number(RANGES.fmr, 'rate')('the rate of the threshold that is used for verification', {
    default: DEFAULT_FMR,
  }),
  fpir: number(RANGES.fpir, 'rate')('that of the threshold of the duplicate check', {
    default: DEFAULT_FPIR,
  }),
  models: name('the model pack whose templates are compared', {
    ...{ value: 'pack', default: DEFAULT_PACK },
  }),
  seed: number(wholeFrom(1, 2 ** 31))('which part of a large gallery is compared', { default: 1 }),
  html: file('write the report into this file, to look at', { value: 'file.html' }),
  expires: lastMoment('the day on which the file is to be deleted; it is printed on it'),
  replaceReport: flag('replace the file that is there'),
};

export type FairnessSettings = ValuesOf<typeof FAIRNESS_OPTIONS>;

/** @throws {UsageError} when an option is about a report that is not written, or that is no HTML. */
export function refuseNoReport({ html, expires, replaceReport }: FairnessSettings): void {
  if (html === undefined) {
    if (replaceReport) throw new UsageError('--replace-report is nothing without --html');
    if (expires !== undefined) throw new UsageError('--expires is nothing without --html');
    return;
  }
  if (/\.html?$/i.test(html)) return;
  throw new UsageError(`the report is HTML: write an .html, not ${quotedPath(html)}`);
}
