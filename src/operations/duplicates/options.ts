import { DEFAULT_FPIR } from '../../domain/limits.js';
import { DEFAULT_PACK, RANGES } from '../../domain/option-values.js';
import { name, number, reason } from '../options/row.js';

export const DUPLICATES_SCAN_OPTIONS = {
  models: name('the model pack that made the templates', {
    ...{ value: 'pack', default: DEFAULT_PACK },
  }),
  fpir: number(RANGES.fpir, 'rate')(
    'the share of faces that may raise a false alarm in a gallery of this size',
    { default: DEFAULT_FPIR },
  ),
  similarity: number(RANGES.similarity, '-1..1')('the least similarity, in place of --fpir', {
    conflicts: ['fpir'],
  }),
};

export const DUPLICATES_ALLOW_OPTIONS = {
  reason: reason('why; it is kept in the audit', { isRequired: true }),
};
