import { columns, flag, number } from '../../operations/options/row.js';
import { jsonOption } from './output.js';

/** A list of more is for a program: --json and --csv tell all there is. */
const MAX_PAGE_SIZE = 10_000;

/** How a list of users or faces is printed. */
export function listOutput(of: 'user' | 'face') {
  return {
    page: number({ least: 1, most: 1e9, whole: true })('the page to show, from 1'),
    pageSize: number({ least: 1, most: MAX_PAGE_SIZE, whole: true })(
      'rows of a page (default: 100)',
    ),
    columns: columns(of)('the columns to show, as in user_id,name,Floor', {
      conflicts: ['json'],
    }),
    csv: flag('print a CSV, all pages unless one is named', { conflicts: ['json'] }),
    json: jsonOption(' a line, all pages unless one is named'),
  };
}

export type ListShown = ReturnType<typeof listOutput>;
