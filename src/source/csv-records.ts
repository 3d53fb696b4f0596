import { MAX_ROW_LENGTH } from '../domain/limits.js';
import {
  cellsOf,
  type RawRecord,
  RECORD_IN_SIGHT,
  type RecordProblem,
  recordAt,
} from './csv-cells.js';
import type { LineWindow } from './csv-lines.js';
import { type Shape, swallowed } from './csv-swallowed.js';

/** One record of a CSV, which a spreadsheet shows as one row. */
export interface CsvRecord {
  /** Physical line on which it begins, from 1. */
  readonly line: number;
  /** As in the file; after a problem, the line cut at its delimiters. */
  readonly cells: readonly string[];
  readonly problem?: RecordProblem;
  /** Whether the file ends in it without a line break. */
  readonly isCut?: true;
}

/** Records cut at once; more are not faster. */
const BATCH = 500;

/** Smaller after a swallowing record, because the records after one are cut again. */
const CAREFUL_BATCH = 10;

/**
 * Lines to read ahead: the batch itself, then twice the longest record, because what follows a
 * record shows whether it swallowed rows.
 */
const IN_SIGHT = {
  lines: BATCH + 3 * RECORD_IN_SIGHT.lines,
  length: MAX_ROW_LENGTH + 3 * RECORD_IN_SIGHT.length,
};

/**
 * Reads the records of a CSV in batches. A quote that is misplaced, never closes or swallows rows
 * costs only the line on which its record begins; reading continues with the next line.
 */
export async function* readRecords(
  window: LineWindow,
  shape: Shape,
): AsyncGenerator<readonly CsvRecord[]> {
  let size = BATCH;
  while (await window.fill(IN_SIGHT.lines, IN_SIGHT.length)) {
    const batch = readBatch(window, nextRecords(window, size, shape), shape);
    size = batch.whole ? Math.min(2 * size, BATCH) : CAREFUL_BATCH;
    window.advance(batch.lines);
    yield batch.records;
  }
}

/** The next records, at most `size`. */
function nextRecords({ lines }: LineWindow, size: number, { delimiter }: Shape): RawRecord[] {
  const records: RawRecord[] = [];
  let length = 0;
  let at = 0;
  while (at < Math.min(lines.length, BATCH) && records.length < size && length < MAX_ROW_LENGTH) {
    const record = recordAt(lines, at, delimiter);
    records.push(record);
    length += record.text.length;
    at += record.span;
  }
  return records;
}

interface Batch {
  readonly records: readonly CsvRecord[];
  /** Number of lines they take. */
  readonly lines: number;
  /** False when the last record had swallowed others. */
  readonly whole: boolean;
}

/** Cuts records into cells, up to the first that swallowed others. */
function readBatch(window: LineWindow, raw: readonly RawRecord[], shape: Shape): Batch {
  const cells = cellsOf(raw, shape.delimiter);
  const records: CsvRecord[] = [];
  let at = 0;
  for (const [index, { span, problem }] of raw.entries()) {
    const record = { at, span, cells: cells[index] ?? [] };
    const isDoubtful = span > 1 && !shape.isWellQuoted;
    const late = isDoubtful ? swallowed(window.lines, record, shape) : undefined;
    const line = window.first + at;
    if (late !== undefined) {
      const first = window.lines[at]?.text ?? '';
      records.push({ line, cells: first.split(shape.delimiter), problem: late });
      return { records, lines: at + 1, whole: false };
    }
    const isCut = window.lines[at + span - 1]?.end === '';
    records.push({
      ...{ line, cells: record.cells },
      ...(problem && { problem }),
      ...(isCut && { isCut }),
    });
    at += span;
  }
  return { records, lines: at, whole: true };
}
