import { fieldOf, normalized } from '../domain/csv-fields.js';
import { MISSING_COLUMNS, REPORT_COLUMNS } from '../domain/report-columns.js';

/**
 * A heading escaped in an export because it looks like one of our columns or equals another
 * heading, or has characters that headings must not have. The number makes it unique; the original
 * heading follows as a JSON string.
 */
const ESCAPED = /^extra (\d+): (".*")$/s;

/** Matches normalized text that begins like an escape. */
const LOOKS_ESCAPED = /^extra\d+:/;

/** Whether the headings are those of a file that `faceenroll export-csv` wrote. */
export function isExport(headings: readonly string[]): boolean {
  return headings.includes(MISSING_COLUMNS);
}

/** Headings for the customer's columns in an export; an import maps them back. */
export function exportHeadings(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.map((name, i) => {
    const key = normalized(name);
    const isPlain = name.trim() !== '' && !/[\p{Cc}\u2028\u2029]/u.test(name);
    if (isPlain && !isOurs(name) && !seen.has(key) && !LOOKS_ESCAPED.test(key)) {
      seen.add(key);
      return name;
    }
    return `extra ${i + 1}: ${JSON.stringify(name)}`;
  });
}

/** The name of the customer's column with this heading in an export. */
export function exportedName(heading: string): string {
  const [, , text] = ESCAPED.exec(heading) ?? [];
  if (text === undefined) return heading;
  try {
    return JSON.parse(text);
  } catch {
    return heading;
  }
}

function isOurs(name: string): boolean {
  const key = normalized(name);
  return fieldOf(name) !== undefined || REPORT_COLUMNS.some((own) => normalized(own) === key);
}

/**
 * Headings of columns that a user lacks, from the cell of an export; undefined when it is not such
 * a list.
 */
export function missingOf(cell: string): ReadonlySet<string> | undefined {
  if (cell.trim() === '') return new Set();
  try {
    const list: unknown = JSON.parse(cell);
    const isList = Array.isArray(list) && list.every((heading) => typeof heading === 'string');
    return isList ? new Set(list) : undefined;
  } catch {
    return undefined;
  }
}
