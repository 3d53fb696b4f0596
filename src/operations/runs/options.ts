import { collections, number } from '../options/row.js';

/** Enough for two weeks of nightly runs, and for one screen. */
const DEFAULT_LIMIT = 20;

export const RUNS_LIST_OPTIONS = {
  limit: number({ least: 1, most: 1_000_000, whole: true })('at most this many', {
    default: DEFAULT_LIMIT,
  }),
};

/** The same of some collections, for whoever may not know of the others. */
export const RUNS_OF_OPTIONS = {
  ...RUNS_LIST_OPTIONS,
  collections: collections('runs of these collections (default: all)'),
};
