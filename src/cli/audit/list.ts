import type { AuditRow } from '../../domain/audit.js';
import { auditCsv, auditEvents, auditText } from '../../render/audit-list.js';
import type { Show } from '../command-of.js';
import type { Io } from '../io.js';
import { print } from '../print.js';
import type { AUDIT_OUTPUT } from './output.js';

/** Prints rows of the audit. */
export const printAudit: Show<Iterable<AuditRow>, typeof AUDIT_OUTPUT> = (
  all,
  { csv, json },
  io,
) => {
  const rows = whileRead(all, io);
  return print(io, json, {
    json: () => auditEvents(rows),
    text: () => (csv ? auditCsv(rows) : auditText(rows)),
  });
};

/** Ends when whoever reads our output has enough of it (`| head`). */
function* whileRead<Row>(rows: Iterable<Row>, io: Io): Generator<Row> {
  let isRead = true;
  io.stdout.once('error', () => {
    isRead = false;
  });
  for (const row of rows) {
    if (!isRead) return;
    yield row;
  }
}
