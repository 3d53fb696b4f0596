import type { Found } from '../domain/found.js';
import { count, jsonLine, number } from '../domain/text.js';
import type { ValuesOf } from '../operations/options/row.js';
import { textTable } from '../render/text-table.js';
import { type Io, widthOf } from './io.js';
import { LineWriter } from './line-writer.js';
import type { ListShown } from './options/list.js';

/** A list, whatever it is of. */
export interface Listing<Row> {
  /** "user", "face". */
  readonly noun: string;
  readonly found: Found<Row>;
  readonly headings: readonly string[];
  /** The cells of a row in the order of the headings, whole. */
  readonly cells: (row: Row) => readonly string[];
  /** A cell as a person wants it, by the number of its column. */
  readonly short: (cell: string, column: number) => string;
  readonly event: (row: Row) => object;
}

const DEFAULT_PAGE_SIZE = 100;

/** Rows that become CSV at once: a call of csv-stringify costs as much as ten rows. */
const CSV_BATCH = 200;

/** Prints a list as text, CSV or JSON. */
export async function printList<Row>(
  list: Listing<Row>,
  options: ValuesOf<ListShown>,
  io: Io,
): Promise<void> {
  const isPaged = options.page !== undefined || options.pageSize !== undefined;
  const { page = 1, pageSize = DEFAULT_PAGE_SIZE } = options;
  const part = { limit: pageSize, offset: (page - 1) * pageSize };
  const isAll = !isPaged && Boolean(options.csv ?? options.json);
  const rows = isAll ? list.found.all() : list.found.rows(part);
  const lines = new LineWriter(io.stdout);
  if (options.csv) {
    const { csvText } = await import('../render/csv-text.js');
    for (const text of csvTexts(rows, list, csvText)) {
      await lines.write(text);
      await lines.flush();
    }
  } else if (options.json) {
    for (const row of rows) await lines.write(jsonLine(list.event(row)));
    const paged = isAll ? { page: null, pageSize: null } : { page, pageSize };
    await lines.write(jsonLine({ event: 'summary', total: list.found.total, ...paged }));
  } else {
    for (const line of text([...rows], list, page, pageSize, io)) await lines.write(line);
  }
  await lines.flush();
}

function* csvTexts<Row>(
  rows: Iterable<Row>,
  { headings, cells }: Listing<Row>,
  csvText: (rows: readonly (readonly string[])[]) => string,
): Generator<string> {
  let batch: (readonly string[])[] = [headings];
  for (const row of rows) {
    batch.push(cells(row));
    if (batch.length < CSV_BATCH) continue;
    yield csvText(batch);
    batch = [];
  }
  if (batch.length > 0) yield csvText(batch);
}

function* text<Row>(
  rows: readonly Row[],
  { noun, found: { total }, headings, cells, short }: Listing<Row>,
  page: number,
  pageSize: number,
  io: Io,
): Generator<string> {
  const pages = Math.ceil(total / pageSize);
  if (total === 0) yield `No ${noun}s.`;
  else if (rows.length === 0) {
    yield `There is no page ${page}: ${count(total, noun)} on ${count(pages, 'page')}.`;
  } else {
    const width = widthOf(io.stdout);
    yield* textTable(
      headings,
      rows.map((row) => cells(row).map(short)),
      width,
    );
    yield '';
    const next = page < pages ? `; --page ${page + 1} shows the next` : '';
    yield pages === 1
      ? count(total, noun)
      : `${number(rows.length)} of ${count(total, noun)}, page ${page} of ${number(pages)}${next}`;
  }
}
