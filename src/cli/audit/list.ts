import { type AuditHead, type AuditRow, headText } from '../../domain/audit.js';
import { EXIT } from '../../domain/exit-codes.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { jsonLine } from '../../domain/text.js';
import { openExisting } from '../../operations/database/existing-store.js';
import { auditCsv, auditEvents, auditText } from '../../render/audit-list.js';
import {
  findingEvent,
  findingText,
  verdictEvent,
  verdictText,
} from '../../render/audit-verification.js';
import { AuditWalk } from '../../store/audit-walk.js';
import type { Store } from '../../store/store.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { writeLines } from '../line-writer.js';

/** Options of the commands about the audit, as commander hands them over. */
export interface AuditDatabase {
  readonly db: string;
  readonly json?: boolean;
}

export interface ListOptions extends AuditDatabase {
  readonly collection?: string;
  readonly user?: string;
  readonly since?: string;
  readonly until?: string;
  readonly action?: string;
  readonly run?: string;
  readonly reference?: string;
  readonly limit?: number;
  readonly csv?: boolean;
}

export interface VerifyAuditOptions extends AuditDatabase {
  readonly head?: AuditHead;
}

/** `faceenroll audit list`. */
export async function listAudit(options: ListOptions, io: Io): Promise<void> {
  const { user: userId, run: runId, limit, ...filter } = options;
  if (filter.since !== undefined && filter.until !== undefined && filter.since > filter.until) {
    throw new UsageError('--since is later than --until: exchange them');
  }
  await reading(io, options, (store) => {
    const { collection, since, until, action, reference } = filter;
    const wanted = { collection, userId, action, runId, reference, since, until };
    return writeLines(io.stdout, whileRead(lines(store.auditLog.rows(wanted, limit), options), io));
  });
}

/** Ends when whoever reads our output has enough of it (`| head`). */
function* whileRead(lines: Iterable<string>, io: Io): Generator<string> {
  let isRead = true;
  io.stdout.once('error', () => {
    isRead = false;
  });
  for (const line of lines) {
    if (!isRead) return;
    yield line;
  }
}

function lines(rows: Iterable<AuditRow>, { csv, json }: ListOptions): Iterable<string> {
  if (json) return auditEvents(rows);
  return csv ? auditCsv(rows) : auditText(rows);
}

/** `faceenroll audit verify`; returns the exit code: 3 when the chain is not intact. */
export async function verifyAudit(options: VerifyAuditOptions, io: Io): Promise<number> {
  const walk = new AuditWalk(options.head);
  await reading(io, options, (store) => writeLines(io.stdout, verification(walk, store, options)));
  return exitCode(walk);
}

function* verification(
  walk: AuditWalk,
  store: Store,
  { json }: VerifyAuditOptions,
): Generator<string> {
  for (const finding of walk.findings(store.auditLog.rows())) {
    if (json) yield findingEvent(finding);
    else yield* findingText(finding);
  }
  if (json) yield verdictEvent(walk.verdict(), exitCode(walk));
  else yield* verdictText(walk.verdict());
}

function exitCode(walk: AuditWalk): number {
  return walk.verdict().findings > 0 ? EXIT.auditBroken : EXIT.done;
}

/** `faceenroll audit head`. */
export async function printHead(options: AuditDatabase, io: Io): Promise<void> {
  await reading(io, options, async (store) => {
    const { position, hash } = store.auditLog.last();
    if (hash === null) {
      throw new FatalError(
        `row ${position} of the audit has no hash: see "faceenroll audit verify"`,
      );
    }
    const head = headText({ position, hash });
    const text = options.json ? jsonLine({ event: 'head', head, position, hash }) : head;
    io.stdout.write(`${text}\n`);
  });
}

async function reading(
  io: Io,
  { db }: AuditDatabase,
  use: (store: Store) => Promise<void>,
): Promise<void> {
  const store = openExisting(db, 'read', hostOf(io));
  try {
    await use(store);
  } finally {
    store.close();
  }
}
