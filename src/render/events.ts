import type { ItemOutcome } from '../domain/outcome.js';
import { jsonLine } from '../domain/text.js';
import type { RunSummary } from './summary.js';

/** One line of `--json` for an outcome; its members are documented in the help topic "json". */
export function outcomeEvent(item: ItemOutcome): string {
  return jsonLine(outcomeMembers(item));
}

/** The members of that line. */
export function outcomeMembers({ row, userId, file, slot, outcome }: ItemOutcome): object {
  const { kind, ...details } = outcome;
  return {
    event: 'outcome',
    row: row ?? null,
    userId,
    file: file === '' ? null : file,
    slot: slot === 0 ? null : slot,
    outcome: kind,
    ...('failure' in details ? details.failure : details),
  };
}

/** The last line of `--json`. */
export function summaryEvent(summary: RunSummary): string {
  return jsonLine({ event: 'summary', ...summary });
}
