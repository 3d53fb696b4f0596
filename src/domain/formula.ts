/**
 * Cells that a spreadsheet would run as a formula when it opens the error report.
 * The usual defence, an apostrophe in front, is taken off again when the report is
 * read back; so a cell that already begins with apostrophes and such a character
 * gets one more, or the way back would be ambiguous.
 */
const FORMULA = /^'*[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20]/;

/** The cell as it may stand in a file for spreadsheets: one apostrophe in front where needed. */
export function harmless(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

/** Takes back what `harmless` did: `original(harmless(cell)) === cell` for every text. */
export function original(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}
