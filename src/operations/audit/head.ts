import type { AuditHead } from '../../domain/audit.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { Context } from '../context.js';

/**
 * Where the chain of the audit ends.
 *
 * @throws {FatalError} when its last row has no hash.
 */
export function headOfAudit({ store }: Context): AuditHead {
  const { position, hash } = store.auditLog.last();
  if (hash !== null) return { position, hash };
  throw new FatalError(`row ${position} of the audit has no hash: see "faceenroll audit verify"`);
}
