import type { Connection } from '../database.js';
import { apiKeyIdOf } from './place.js';
import { SECRET_COLUMNS, type SecretColumn, secretsIn } from './secret-columns.js';
import type { Vault } from './vault.js';

/** One secret, wherever it is stored. */
export interface SecretRow {
  readonly kind: SecretColumn['kind'];
  /** Empty for what is of an API key. */
  readonly collection: string;
  /** Null for what has no user: a sample has none yet. */
  readonly userId: string | null;
  /** Of a template or its thumbnail, else null. */
  readonly faceId: string | null;
  /** Of what is of an API key, else null. */
  readonly keyId: string | null;
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
      const { collection, userId } = place.owner;
      const keyId = apiKeyIdOf(place.owner) ?? null;
      const whose = { collection, userId: keyId === null ? userId : null, faceId, keyId };
      yield { kind: column.kind, ...whose, isPart: column.isPart ?? false, plain };
    }
  }
}
