import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { fail } from '../../src/domain/failures.js';
import { original } from '../../src/domain/formula.js';
import type { ItemOutcome } from '../../src/domain/outcome.js';
import { reportKey } from '../../src/domain/report-key.js';
import { failedRow } from '../../src/domain/reported.js';
import {
  columnsAskedFor,
  FOLDER_HEADINGS,
  type ReportLayout,
  reportHead,
  reportLine,
} from '../../src/render/error-report.js';
import { fileEntry, photoRef, rowEntry } from '../support/entries.js';
import { enrolled, failedWith, itemOutcome } from '../support/outcomes.js';

const LAYOUT: ReportLayout = {
  headings: ['user_id', 'name', 'face_image_file1'],
  delimiter: ',',
  fields: ['user_id', 'name', 'face_image_file1'],
};

const EMPTY = fail('FILE_EMPTY', {});
const SMALL = fail('IMAGE_TOO_SMALL', { width: 90, height: 90 });

/** The cells of a line, as a program reads them that knows nothing of us. */
function cellsOf(line: string, delimiter = ','): string[] {
  const rows: string[][] = parse(line, { delimiter, bom: true });
  expect(rows).toHaveLength(1);
  return rows[0] ?? [];
}

const KEY = { runId: '01900000-0000-7000-8000-000000000000', entry: 6 };

/** Of the entry of KEY. */
function report(entry: Entry, outcomes: readonly ItemOutcome[], layout = LAYOUT): string {
  return reportLine(failedRow(KEY, entry, outcomes, layout), layout);
}

function lineOf(cells: readonly string[], layout = LAYOUT): string {
  const entry = rowEntry(7, cells[0] ?? '', { cells });
  return report(entry, [itemOutcome(failedWith(), { row: 7 })], layout);
}

describe('the head of an error report', () => {
  it('has the headings of the input, then what happened', () => {
    expect(reportHead(LAYOUT)).toBe(
      '\ufeffuser_id,name,face_image_file1,row,error_code,error_message,error_advice,report_row\n',
    );
  });

  it('is separated like the input, and marked as UTF-8 whatever that was', () => {
    const head = reportHead({ ...LAYOUT, delimiter: '\t' });
    expect(head).toMatch(/^\ufeffuser_id\tname\tface_image_file1\trow\terror_code\t/);
  });

  it('keeps headings whole that need quotes, or that a spreadsheet would compute', () => {
    const headings = ['user;id', 'a "b"', '=SUM(A1)', 'two\nlines'];
    const cells = cellsOf(reportHead({ ...LAYOUT, headings, delimiter: ';' }), ';');
    expect(cells.slice(0, 4)).toEqual(['user;id', 'a "b"', "'=SUM(A1)", 'two\nlines']);
  });
});

describe('the columns to be filled in', () => {
  it('are those that the failures ask for, beside what the input has already', () => {
    const asksFor = columnsAskedFor(['FILE_EMPTY', 'CONSENT_MISSING', 'DUPLICATE_IN_BATCH']);
    expect(asksFor).toEqual(['allow_duplicate_of', 'consent_at', 'consent_reference']);
    expect(columnsAskedFor(['FILE_EMPTY'])).toEqual([]);
    const headings = ['user_id', 'Consent At'];
    const fields = ['user_id', 'consent_at'];
    expect(reportHead({ ...LAYOUT, headings, fields, asksFor })).toBe(
      '\ufeffuser_id,Consent At,allow_duplicate_of,consent_reference,row,error_code,error_message,error_advice,report_row\n',
    );
    const line = lineOf(['7', ''], { ...LAYOUT, headings, fields, asksFor });
    expect(cellsOf(line).slice(0, 6)).toEqual(['7', '', '', '', '7', 'FILE_EMPTY']);
  });
});

describe('a line of an error report', () => {
  it('has the cells as they came, the row, the code, what happened, what to do, and its key', () => {
    expect(lineOf(['007', 'Ann', '7.jpg'])).toBe(
      `007,Ann,7.jpg,7,FILE_EMPTY,the file is empty (0 bytes),Copy or export the photo again; a file that is only in the cloud must be downloaded first.,${reportKey(KEY, '007')}\n`,
    );
  });

  it('of a folder has the user ID and the file', () => {
    const layout = { ...LAYOUT, headings: FOLDER_HEADINGS };
    const entry = fileEntry('sub/Zoë.jpg', { userId: 'Zoë' });
    expect(cellsOf(report(entry, [itemOutcome(failedWith(), { userId: 'zoë' })], layout))).toEqual([
      ...['Zoë', 'sub/Zoë.jpg', '', 'FILE_EMPTY', EMPTY.message, EMPTY.advice],
      reportKey(KEY, 'Zoë'),
    ]);
  });

  it('with too few cells has empty ones', () => {
    expect(cellsOf(lineOf(['007'])).slice(0, 4)).toEqual(['007', '', '', '7']);
    expect(cellsOf(lineOf([])).slice(0, 4)).toEqual(['', '', '', '7']);
  });

  it('with too many cells has those that are too much in the last one', () => {
    const cells = cellsOf(lineOf(['007', 'Ann', '7.jpg', 'more', 'and more']));
    expect(cells.slice(0, 4)).toEqual(['007', 'Ann', '7.jpg,more,and more', '7']);
    expect(cells).toHaveLength(8);
  });

  it('of several failures has each code and each advice once, and says whose each is', () => {
    const photos = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'].map((file, i) => photoRef(i + 1, file));
    const entry = rowEntry(7, '007', { photos, cells: ['007', 'Ann', 'a.jpg'] });
    const outcomes = [
      itemOutcome(failedWith(EMPTY), { file: 'a.jpg' }),
      itemOutcome(enrolled(), { file: 'b.jpg' }),
      itemOutcome(failedWith(SMALL), { file: 'c.jpg' }),
      itemOutcome(failedWith(EMPTY), { file: 'd.jpg' }),
    ];
    expect(cellsOf(report(entry, outcomes)).slice(4, 7)).toEqual([
      'FILE_EMPTY; IMAGE_TOO_SMALL',
      `a.jpg: ${EMPTY.message}; c.jpg: ${SMALL.message}; d.jpg: ${EMPTY.message}`,
      `${EMPTY.advice} ${SMALL.advice}`,
    ]);
  });

  it('of one failure that all photos share tells it once', () => {
    const failure = fail('USER_NOT_FOUND', { userId: '007' });
    const outcomes = [1, 2].map((slot) => itemOutcome(failedWith(failure), { slot }));
    const entry = rowEntry(7, '007', { photos: [photoRef(1), photoRef(2)], cells: ['007'] });
    expect(cellsOf(report(entry, outcomes)).slice(4, 7)).toEqual([
      failure.code,
      failure.message,
      failure.advice,
    ]);
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '＝1'])(
    'lets no spreadsheet compute %j',
    (cell) => {
      expect(cellsOf(lineOf([cell, 'Ann', '7.jpg']))[0]).toBe(`'${cell}`);
    },
  );

  it('lets no spreadsheet compute what happened either', () => {
    const failure = fail('ROW_INVALID', { problem: '=HYPERLINK("x")' });
    const line = report(rowEntry(7, 'x'), [itemOutcome(failedWith(failure))]);
    expect(cellsOf(line)[5]).toBe('\'=HYPERLINK("x")');
  });

  it('keeps line breaks of every kind inside quotes', () => {
    for (const cell of ['a\rb', 'a\nb', 'a\r\nb', 'a\r']) {
      const line = lineOf(['007', cell, '7.jpg']);
      expect(line).toContain(`"${cell}"`);
      expect(cellsOf(line)[1]).toBe(cell);
    }
  });

  it('gives back every cell when it is read again, whatever was in it', () => {
    const cell = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 0xd7ff })).map((codes) => String.fromCharCode(...codes)),
      fc.string({ unit: fc.constantFrom("'", '"', '=', ';', ',', '\t', '\r', '\n', ' ', 'a') }),
    );
    fc.assert(
      fc.property(
        fc.tuple(cell, cell, cell),
        fc.constantFrom(',', ';', '\t', '|'),
        (cells, delimiter) => {
          const layout = { ...LAYOUT, delimiter };
          const head = reportHead(layout);
          // The head tells the reader how lines end, as in a file.
          const rows: string[][] = parse(head + lineOf(cells, layout), { delimiter, bom: true });
          expect(rows).toHaveLength(2);
          expect(rows[1]?.slice(0, 3).map(original)).toEqual(cells);
        },
      ),
    );
  });

  it('asks for duplicates in a column of its own, unless the input has one under any heading', () => {
    const asking = { ...LAYOUT, asksFor: ['allow_duplicate_of'] };
    expect(cellsOf(reportHead(asking))).toContain('allow_duplicate_of');
    expect(reportHead({ ...asking, fields: ['allow_duplicate_of'] })).not.toContain(
      'allow_duplicate',
    );
  });
});
