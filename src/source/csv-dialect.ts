import { UsageError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';
import { cellsOf, RECORD_IN_SIGHT, recordAt } from './csv-cells.js';
import type { LineWindow } from './csv-lines.js';
import { reportDelimiter } from './csv-report.js';
import { SourceError } from './fatal.js';

/** The heading row as it stands in the file, and what had to be known to read it. */
export interface HeadingRow {
  readonly delimiter: string;
  readonly headings: readonly string[];
  /** The row of the headings as a spreadsheet counts: 1, more when blank lines come first. */
  readonly row: number;
}

const DELIMITERS = [',', ';', '\t'];

/** What is hard to type is also taken by name. */
const DELIMITER_NAMES: ReadonlyMap<string, string> = new Map([
  ['tab', '\t'],
  ['\\t', '\t'],
]);

/** The character that --delimiter names. */
export function delimiterOf(given: string): string {
  const delimiter = DELIMITER_NAMES.get(given.toLowerCase()) ?? given;
  if (delimiter.length === 1 && !'"\r\n'.includes(delimiter)) return delimiter;
  throw new UsageError(
    `--delimiter ${quoted(given)} is not one character; possible are , ; tab and others`,
  );
}

/**
 * Reads the heading row and passes over it. The delimiter is the one that was given, or
 * that Excel names in a line of its own ("sep=;"), or that stands between the columns of an
 * error report, or that makes a user_id column of the headings, or that makes the most columns.
 */
export async function readHeadingRow(
  file: string,
  window: LineWindow,
  hasUserId: (headings: readonly string[]) => boolean,
  given: string | undefined,
): Promise<HeadingRow> {
  await window.fill(1, 1);
  const named = /^sep=([^"])$/i.exec(window.lines[0]?.text ?? '')?.[1];
  if (named !== undefined) window.advance(1);
  const row = 1 + (await passBlankLines(window));
  if (!(await window.fill(RECORD_IN_SIGHT.lines, RECORD_IN_SIGHT.length))) {
    throw new SourceError(`${quoted(file)} is empty: a CSV needs a row of headings`);
  }
  const only = given ?? named ?? reportDelimiter(window.lines[0]?.text ?? '');
  const readings: (HeadingRow & { span: number })[] = [];
  let problem: string | undefined;
  for (const delimiter of only === undefined ? DELIMITERS : [only]) {
    const record = recordAt(window.lines, 0, delimiter);
    const headings = record.problem === undefined ? cellsOf([record], delimiter)[0] : undefined;
    if (headings !== undefined) readings.push({ delimiter, headings, row, span: record.span });
    problem ??= record.problem?.problem;
  }
  const withUserId = readings.filter(({ headings }) => hasUserId(headings));
  const candidates = withUserId.length > 0 ? withUserId : readings;
  const [best] = candidates.toSorted((a, b) => b.headings.length - a.headings.length);
  if (best === undefined) {
    throw new SourceError(
      `${quoted(file)} has no readable headings in line ${window.first}: ${problem}. ` +
        'Correct the line, or name the delimiter (--delimiter)',
    );
  }
  // Rows that an unclosed quote has swallowed would be lost without a trace in a heading.
  const swallowing = best.headings.find((heading) => holdsRows(heading, best.delimiter));
  if (swallowing !== undefined) {
    throw new SourceError(
      `${quoted(file)} has the heading ${quoted(swallowing)} over several lines; a quote before it is not closed`,
    );
  }
  window.advance(best.span);
  return best;
}

/** Passes over the blank lines at the beginning of a file; tells how many they were. */
async function passBlankLines(window: LineWindow): Promise<number> {
  let passed = 0;
  while ((await window.fill(1, 1)) && window.lines[0]?.text.trim() === '') {
    window.advance(1);
    passed += 1;
  }
  return passed;
}

function holdsRows(heading: string, delimiter: string): boolean {
  return /[\r\n]/.test(heading) && heading.includes(delimiter);
}
