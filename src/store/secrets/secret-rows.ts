import type { Connection } from '../database.js';
import { SECRET_COLUMNS, type SecretColumn, secretsIn } from './secret-columns.js';
import type { Vault } from './vault.js';

/** One secret, wherever it is stored. */
export interface SecretRow {
  readonly kind: SecretColumn['kind'];
  readonly collection: string;
  /** Null for a sample, which has no user yet. */
  readonly userId: string | null;
  /** Of a template or its thumbnail, else null. */
  readonly faceId: string | null;
  /** Whether it accompanies another secret, which is counted. */
  readonly isPart: boolean;
  /** Undefined if it does not open. */
  readonly plain: Buffer | undefined;
}

/** Every secret in the database, opened where possible. */
export function* secretRows(db: Connection, vault: Vault): Generator<SecretRow> {
  for (const column of SECRET_COLUMNS) {
    for (const { place, stored, faceId = null } of secretsIn(db, column)) {
      const plain = vault.tryOpen(place, stored);
      yield { kind: column.kind, ...place.owner, faceId, isPart: column.isPart ?? false, plain };
    }
  }
}
