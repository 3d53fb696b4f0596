import type { AuditRow } from '../domain/audit.js';
import { printable } from '../domain/text.js';
import { csvText } from './csv-text.js';
import { WIDTH, wrapped } from './wrapped.js';

/** The columns of `audit list --csv`, named as in the database. */
const COLUMNS = {
  position: ({ position }) => String(position),
  at: ({ at }) => at,
  os_user: ({ osUser }) => osUser,
  host: ({ host }) => host,
  run_id: ({ runId }) => runId,
  reference: ({ reference }) => reference,
  action: ({ action }) => action,
  collection: ({ collection }) => collection,
  user_id: ({ userId }) => userId,
  face_id: ({ faceId }) => faceId,
  detail: ({ detail }) => detail,
  previous_hash: ({ previousHash }) => previousHash,
  hash: ({ hash }) => hash,
} satisfies Record<string, (row: AuditRow) => string | null>;

/** The width of most actions; what follows them is aligned. */
const ACTION = 20;

/** Where details begin that need their own line. */
const INDENT = 8;

/** Details that nobody reads in a list; --json and --csv have them. */
const LEFT_OUT = ['photoDigest', 'slot'];

/** Rows for a person, grouped by run under a heading that says who ran it. */
export function* auditText(rows: Iterable<AuditRow>): Generator<string> {
  let heading: string | undefined;
  for (const row of rows) {
    const own = headingOf(row);
    if (own !== heading) {
      if (heading !== undefined) yield '';
      yield* wrapped(own, '  ');
      heading = own;
    }
    yield* rowLines(row);
  }
  if (heading === undefined) yield 'No row of the audit matches.';
}

function headingOf({ osUser, host, runId, reference, collection }: AuditRow): string {
  const parts = [
    `${osUser}@${host}`,
    ...(runId === null ? [] : [`run ${runId}`]),
    ...(reference === null ? [] : [`reference ${reference}`]),
    ...(collection === '' ? [] : [`collection ${collection}`]),
  ];
  return printable(parts.join(', '));
}

/** One line, or a second one for details that do not fit into the first. */
function rowLines(row: AuditRow): readonly string[] {
  const start = `${String(row.position).padStart(6)}  ${shownTime(row.at)}  ${printable(row.action).padEnd(ACTION)}`;
  const first = `${start}  ${printable(row.userId ?? '')}`.trimEnd();
  const details = detailText(row);
  if (details === '') return [first];
  const both = `${first}  ${details}`;
  return both.length <= WIDTH ? [both] : [first, ...wrapped(details, '  ', ' '.repeat(INDENT))];
}

/** To the second: `2026-03-01T08:00:03Z`. */
export function shownTime(at: string): string {
  return printable(at.replace(/\.\d+Z$/, 'Z'));
}

/** What the row says in addition to its columns, in short: `file 1001.jpg, replaces 01a1...`. */
function detailText({ detail }: AuditRow): string {
  const parsed = detailOf(detail);
  if (typeof parsed === 'string') return printable(parsed);
  return Object.entries(parsed)
    .filter(([key, value]) => !LEFT_OUT.includes(key) && typeof value !== 'object')
    .map(([key, value]) => printable(`${key} ${value}`))
    .join(', ');
}

/** The details as an object; unparsed if another program wrote something else there. */
function detailOf(detail: string): object | string {
  try {
    const parsed: unknown = JSON.parse(detail);
    return typeof parsed === 'object' && parsed !== null ? parsed : detail;
  } catch {
    return detail;
  }
}

export function* auditCsv(rows: Iterable<AuditRow>): Generator<string> {
  yield csvText([Object.keys(COLUMNS)]);
  const cells = Object.values(COLUMNS);
  for (const row of rows) yield csvText([cells.map((cell) => cell(row) ?? '')]);
}

export function* auditEvents(rows: Iterable<AuditRow>): Generator<object> {
  for (const row of rows) {
    yield { event: 'audit', ...row, detail: detailOf(row.detail) };
  }
}
