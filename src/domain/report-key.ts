/** What a row of an error report refers to. */
export interface ReportKey {
  readonly runId: string;
  /** The number of the entry in its run, from 1. */
  readonly entry: number;
}

const KEY = /^R-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,10})-([a-z]{6})$/i;

const LETTERS = 26;

/**
 * The cell `report_row`: R-<run>-<entry>-<letters>. The initial letter keeps spreadsheets from
 * reading a number or a date, the final letters from counting it up when a cell is dragged; and
 * they depend on the rest, and on the user ID, so that a change shows.
 */
export function reportKey({ runId, entry }: ReportKey, userId: string): string {
  const text = `R-${runId}-${entry}`;
  return `${text}-${lettersOf(`${text} ${userId}`)}`;
}

/** What a cell refers to, in any case; undefined for a text that `reportKey` does not write. */
export function readReportKey(cell: string): ReportKey | undefined {
  const [, runId, entry] = KEY.exec(cell.trim()) ?? [];
  return runId === undefined ? undefined : { runId: runId.toLowerCase(), entry: Number(entry) };
}

/** Whether a key was made for this user ID. */
export function isKeyOf(cell: string, userId: string): boolean {
  const key = readReportKey(cell);
  return key !== undefined && reportKey(key, userId).toLowerCase() === cell.trim().toLowerCase();
}

/** Six letters that depend on every character (FNV-1a, 32 bits: detects accidents, not attacks). */
function lettersOf(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  let rest = hash >>> 0;
  let letters = '';
  for (let i = 0; i < 6; i += 1) {
    letters += String.fromCharCode(97 + (rest % LETTERS));
    rest = Math.floor(rest / LETTERS);
  }
  return letters;
}
