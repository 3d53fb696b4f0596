/**
 * Places in a cell that a spreadsheet would run as a formula when it opens the error report:
 * at the beginning of the cell; and behind a comma or semicolon, since a spreadsheet of
 * another country cuts the cells there, whatever quotes are around them. The usual defence,
 * an apostrophe in front, is taken off again when the report is read back; so where
 * apostrophes and such a character stand already, one more is put there, or the way back
 * would be ambiguous.
 */
const FORMULA = /(^|[,;])('*)(?=[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20])/g;

/** The same places in a cell that was made harmless. */
const DEFUSED = /(^|[,;])'('*)(?=[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20])/g;

/** The cell as it may stand in a file for spreadsheets: an apostrophe in front where needed. */
export function harmless(cell: string): string {
  return cell.replace(FORMULA, "$1$2'");
}

/** Takes back what `harmless` did: `original(harmless(cell)) === cell` for every text. */
export function original(cell: string): string {
  return cell.replace(DEFUSED, '$1$2');
}
