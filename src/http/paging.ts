import type { z } from 'zod';
import type { Found } from '../domain/found.js';
import type { Page as Part } from '../domain/gallery.js';
import { number, type ValuesOf } from '../operations/options/row.js';
import { type Answer, success } from './answer.js';
import { pageOf } from './envelopes.js';
import { MAX_PAGE_SIZE } from './limits.js';
import type { Data } from './route-schema.js';

const DEFAULT_PAGE_SIZE = 50;

/** Which part of a list is told. */
export const PAGE_ROWS = {
  page: number({ least: 1, most: 1e9, whole: true })('the page, from 1', { default: 1 }),
  pageSize: number({ least: 1, most: MAX_PAGE_SIZE, whole: true })('rows of a page', {
    default: DEFAULT_PAGE_SIZE,
  }),
};

type Page = Partial<ValuesOf<typeof PAGE_ROWS>>;

/** A page as the description has it. */
export function pagesOf(item: z.ZodType): { readonly 200: Data } {
  return { 200: pageOf(item) };
}

/** Where a page begins in the list, and how long it is. */
export function partOf({ page = 1, pageSize = DEFAULT_PAGE_SIZE }: Page): Part {
  return { limit: pageSize, offset: (page - 1) * pageSize };
}

/** The rows of a page of a list. */
export function onPage<Row>(found: Pick<Found<Row>, 'rows'>, page: Page): readonly Row[] {
  return [...found.rows(partOf(page))];
}

/** The answer that tells a page. */
export function pageAnswer(
  data: readonly unknown[],
  total: number,
  { page = 1, pageSize = DEFAULT_PAGE_SIZE }: Page,
): Answer {
  return success(data, { beside: { page, page_size: pageSize, total } });
}
