import { original } from '../domain/formula.js';
import { readReportKey } from '../domain/report-key.js';
import type { ReportedRun } from '../domain/reported.js';
import { listed, quoted } from '../domain/text.js';
import { bytesOf, decodersOf } from './byte-encodings.js';
import { type Encoding, openWindow } from './csv-encoding.js';
import { type HeadingHints, readHeadingRow } from './csv-heading-row.js';
import { readRecords } from './csv-records.js';
import { rowsInSight } from './csv-sight.js';
import { SourceError } from './fatal.js';
import { reportPlaces } from './report-places.js';

/** What is known of an error report before its encoding. */
interface Given {
  /** From the beginning of the file, or from the operator. */
  readonly encoding: Encoding;
  /** Whether the operator named it. */
  readonly isNamed: boolean;
  readonly hints: HeadingHints;
}

/** Reads every byte as one character. */
export const BYTE_BY_BYTE: Encoding = { label: 'windows-1252', markLength: 0 };

/**
 * The encoding in which an error report was saved: the one in which its cells equal what the
 * database reported. The given one where nothing decides, or where the file is Unicode.
 *
 * @throws {SourceError} when several are possible and new cells differ between them
 */
export async function reportEncoding(
  file: string,
  reported: ReportedRun,
  { encoding, isNamed, hints }: Given,
): Promise<Encoding> {
  const isMarked = encoding.markLength > 0 || encoding.label.startsWith('utf-16');
  if (isMarked || (!isNamed && (await isReadable(file, encoding)))) return encoding;
  const votes = new Votes(encoding.label);
  for await (const { cells, known } of evidence(file, reported, hints)) votes.count(cells, known);
  const best = votes.best();
  if (best.length === 0 || (isNamed && best.includes(encoding.label))) return encoding;
  const [label = ''] = best;
  if (!votes.agree(best)) {
    throw new SourceError(
      `${quoted(file)} is ${isNamed ? `not ${encoding.label}` : 'no UTF-8'} text by what was reported in it, which does not tell either which of ` +
        `${listed(best)} it is. Save the file as UTF-8, or name its encoding (--encoding)`,
    );
  }
  return { label, markLength: 0 };
}

/** Cells with non-ASCII characters, one character per byte. */
interface Evidence {
  readonly cells: readonly string[];
  /** What was reported in those cells, and its messages. */
  readonly known: readonly string[];
}

async function* evidence(
  file: string,
  reported: ReportedRun,
  hints: HeadingHints,
): AsyncGenerator<Evidence> {
  const window = openWindow(file, BYTE_BY_BYTE);
  try {
    const { headings, delimiter } = await readHeadingRow(file, window, hints);
    const rows = await rowsInSight(window, delimiter);
    const own = reportPlaces(headings, { rows, reported: reported.headings });
    yield { cells: headings, known: reported.headings };
    const isOwn = new Set(Object.values(own ?? {}));
    for await (const batch of readRecords(window, { delimiter, columns: 0, oneLine: [] })) {
      for (const { cells } of batch) {
        const key = readReportKey(cells[own?.report_row ?? -1] ?? '');
        const past = key?.runId === reported.runId ? reported.byEntry(key.entry) : undefined;
        const known = (past?.cells ?? []).flatMap((cell) => cell ?? []);
        yield { cells: cells.filter((_, i) => !isOwn.has(i)).map(original), known };
      }
    }
  } finally {
    await window.close();
  }
}

/** Number of cells that equal what was reported, by encoding. */
class Votes {
  readonly #decoders;
  readonly #votes = new Map<string, number>();
  /** Cells that match nothing reported in any encoding. */
  readonly #others = new Set<string>();

  /** @param first wins among equals */
  constructor(first: string) {
    this.#decoders = decodersOf(first);
  }

  count(cells: readonly string[], known: readonly string[]): void {
    const reported = new Set(known.map((cell) => cell.normalize('NFC')));
    for (const cell of cells) {
      const bytes = bytesOf(cell);
      if (bytes === undefined || bytes.every((byte) => byte < 0x80)) continue;
      let isKnown = false;
      for (const [label, decode] of this.#decoders) {
        const text = decode(bytes);
        if (text === undefined) this.#decoders.delete(label);
        else if (reported.has(text.normalize('NFC'))) {
          isKnown = true;
          this.#votes.set(label, (this.#votes.get(label) ?? 0) + 1);
        }
      }
      if (!isKnown) this.#others.add(cell);
    }
  }

  /** The possible encodings in which most cells equal what was reported. */
  best(): readonly string[] {
    const votes = [...this.#decoders.keys()].map((label) => this.#votes.get(label) ?? 0);
    const most = Math.max(0, ...votes);
    return most === 0 ? [] : [...this.#decoders.keys()].filter((_, i) => votes[i] === most);
  }

  /** Whether all other cells read the same in these encodings. */
  agree(labels: readonly string[]): boolean {
    const decoders = labels.flatMap((label) => this.#decoders.get(label) ?? []);
    return [...this.#others].every((cell) => {
      const bytes = bytesOf(cell) ?? new Uint8Array();
      return new Set(decoders.map((decode) => decode(bytes))).size === 1;
    });
  }
}

async function isReadable(file: string, encoding: Encoding): Promise<boolean> {
  const window = openWindow(file, encoding);
  try {
    while (await window.fill(1, 1)) window.advance(window.lines.length);
    return true;
  } catch (error) {
    if (isUndecodable(error)) return false;
    throw error;
  } finally {
    await window.close();
  }
}

/** Whether an error is about bytes that are invalid in a file's encoding. */
export function isUndecodable(error: unknown): boolean {
  const cause = error instanceof SourceError ? error.cause : undefined;
  return (cause as { code?: unknown } | undefined)?.code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
}
