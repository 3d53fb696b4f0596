import { type AuditFinding, type AuditRow, type AuditVerdict, headText } from '../domain/audit.js';
import { count, printable, quoted } from '../domain/text.js';
import { shownTime } from './audit-list.js';
import { wrapped } from './wrapped.js';

/** What is wrong, in a sentence; what the row says, and which hashes do not match. */
export function* findingText(finding: AuditFinding): Generator<string> {
  yield* wrapped(sentence(finding), '  ');
  if (finding.expected === null) return;
  yield `  expected  ${printable(finding.expected)}`;
  yield `  found     ${printable(finding.found ?? 'no such row')}`;
}

export function* verdictText(verdict: AuditVerdict): Generator<string> {
  const { rows, findings, head, kept } = verdict;
  if (findings > 0) {
    yield `The audit is not intact: ${count(findings, 'finding')} in ${count(rows, 'row')}.`;
    return;
  }
  yield kept
    ? `The audit is intact: ${count(rows, 'row')}, among them the head that was kept.`
    : `The audit is intact: ${count(rows, 'row')}.`;
  if (head) yield `Head  ${headText(head)}`;
  if (kept) return;
  yield* wrapped(
    'Whether rows are missing at its end, or all of it was written anew, is shown by --head with a head that was kept elsewhere.',
    '  ',
  );
}

/** One line of `--json` for each finding. */
export function findingEvent(finding: AuditFinding): object {
  const { kind, from, to, expected, found } = finding;
  const message = sentence(finding);
  return { event: 'finding', kind, from, to, expected, found, message };
}

/** The last line of `--json`. */
export function verdictEvent(
  { rows, findings, head, kept }: AuditVerdict,
  exitCode: number,
): object {
  return {
    event: 'verification',
    intact: findings === 0,
    rows,
    findings,
    head: head && headText(head),
    keptHead: kept && headText(kept),
    exitCode,
  };
}

function sentence(finding: AuditFinding): string {
  const { kind, from, to, row, shift } = finding;
  const [rows, were] = from === to ? [`Row ${from}`, 'was'] : [`Rows ${from} to ${to}`, 'were'];
  const what = row ? `${from === to ? '' : ` Row ${from}`} ${rowText(row)}` : '';
  switch (kind) {
    case 'altered':
      return `${rows} ${were} altered, or not written by faceenroll:${what}.`;
    case 'moved':
      return `${rows} ${were} moved: written as ${numbers(from + shift, to + shift)}, so rows before were taken out, put in or swapped.`;
    case 'inserted':
      return `${rows} ${were} inserted, not written by faceenroll:${what}.`;
    case 'missing':
      return `${rows} ${from === to ? 'is' : 'are'} missing: ${from === 1 ? 'the first row' : `after row ${from - 1}`} comes row ${to + 1}.`;
    case 'replaced':
      return from === 0
        ? 'Row 1 was not written as the first row: what was before it is gone.'
        : `Row ${from} was replaced: row ${from + 1} was written after another one than this.`;
    case 'truncated':
      return `${rows} ${from === to ? 'is' : 'are'} missing: the audit ends with row ${from - 1}, before the head that was kept.`;
    case 'rewritten':
      return `Row ${from} is not the one whose hash was kept as the head: the rows up to it were written anew.`;
  }
}

function numbers(from: number, to: number): string {
  return from === to ? `row ${from}` : `rows ${from} to ${to}`;
}

/** What a row says, whether or not it is true. */
function rowText({ action, userId, at, osUser, host }: AuditRow): string {
  const user = userId === null ? '' : ` of user ${quoted(userId)}`;
  return `${printable(action)}${user}, ${shownTime(at)}, by ${printable(`${osUser}@${host}`)}`;
}
