import { EXIT } from '../../domain/exit-codes.js';
import type { AuditVerification } from '../../operations/audit/verify.js';
import {
  findingEvent,
  findingText,
  verdictEvent,
  verdictText,
} from '../../render/audit-verification.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints what is wrong with the audit, and how the walk ended; exit code 3 when it is not intact. */
export const printVerification: Show<AuditVerification> = async (verification, { json }, io) => {
  await print(io, json, {
    json: () => events(verification),
    text: () => lines(verification),
  });
  return exitCodeOf(verification);
};

function* events(verification: AuditVerification): Generator<object> {
  for (const finding of verification.findings) yield findingEvent(finding);
  yield verdictEvent(verification.verdict(), exitCodeOf(verification));
}

function* lines({ findings, verdict }: AuditVerification): Generator<string> {
  for (const finding of findings) yield* findingText(finding);
  yield* verdictText(verdict());
}

function exitCodeOf({ verdict }: AuditVerification): number {
  return verdict().findings > 0 ? EXIT.auditBroken : EXIT.done;
}
