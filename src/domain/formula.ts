/**
 * Places in a cell that a spreadsheet would run as a formula: the beginning of the cell; and after
 * a comma or semicolon, where spreadsheets of other countries cut cells whatever quotes are around
 * them. The usual defence is an apostrophe before the place, which is removed when the report is
 * read back; where apostrophes already precede such a character, one more is added, or removing
 * would be ambiguous.
 */
const FORMULA = /(^|[,;])('*)(?=[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20])/g;

/** The same places in a cell that was made harmless. */
const DEFUSED = /(^|[,;])'('*)(?=[=+\-@\t\r\n\uFF0B\uFF0D\uFF1D\uFF20])/g;

/** The cell as it may be written for spreadsheets: with an apostrophe where needed. */
export function harmless(cell: string): string {
  return cell.replace(FORMULA, "$1$2'");
}

/** Reverts `harmless`: `original(harmless(cell)) === cell` for every text. */
export function original(cell: string): string {
  return cell.replace(DEFUSED, '$1$2');
}
