import type { Finding } from '../../domain/findings.js';
import { printable } from '../../domain/text.js';
import { SIGNING_SECRET_BYTES } from '../api-keys.js';
import type { Connection } from '../database.js';
import { answerPlace, signingSecretPlace } from '../secrets/place.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';

/** Checks API keys and, given a vault, that their signing secrets and the answers kept for them open. */
export function* checkApiKeys(
  db: Connection,
  vault: Vault | undefined,
  now: RowsNow,
): Generator<Finding> {
  yield* checkDigests(db);
  if (!vault) return;
  yield* checkSigningSecrets(db, vault, now);
  yield* checkAnswers(db, vault, now);
}

function* checkDigests(db: Connection): Generator<Finding> {
  const rows = db
    .prepare<[], string>(
      `SELECT key_id FROM api_keys
       WHERE length(secret_sha256) <> 64 OR secret_sha256 GLOB '*[^0-9a-f]*' ORDER BY key_id`,
    )
    .pluck()
    .all();
  for (const keyId of rows) yield unusable(keyId, 'the digest of its secret is none');
}

function* checkSigningSecrets(db: Connection, vault: Vault, now: RowsNow): Generator<Finding> {
  const rows = db
    .prepare<[], { keyId: string; sealed: Buffer }>(
      `SELECT key_id AS keyId, signing_secret AS sealed FROM api_keys
       WHERE signing_secret IS NOT NULL ORDER BY key_id`,
    )
    .all();
  for (const { keyId, sealed } of rows) {
    const plain = vault.tryOpen(signingSecretPlace({ keyId }), sealed);
    if (plain?.length === SIGNING_SECRET_BYTES || !now.hasSigningSecret({ keyId, sealed }))
      continue;
    yield unusable(keyId, plain ? 'its signing secret is cut' : 'its signing secret does not open');
  }
}

function unusable(keyId: string, problem: string): Finding {
  return { code: 'API_KEY_UNUSABLE', message: `the API key ${printable(keyId)}: ${problem}` };
}

interface Answer {
  readonly keyId: string;
  readonly idempotencyKey: string;
  readonly collection: string | null;
  readonly userId: string | null;
  readonly body: Buffer;
}

function* checkAnswers(db: Connection, vault: Vault, now: RowsNow): Generator<Finding> {
  const rows = db
    .prepare<[], Answer>(
      `SELECT key_id AS keyId, idempotency_key AS idempotencyKey, collection, user_id AS userId, body
       FROM http_answers`,
    )
    .iterate();
  for (const answer of rows) {
    if (vault.tryOpen(answerPlace(answer), answer.body) || !now.hasAnswer(answer)) continue;
    const { keyId, idempotencyKey } = answer;
    const message = `the answer kept for ${printable(idempotencyKey)} of the API key ${printable(keyId)} does not open`;
    yield { code: 'ANSWER_UNREADABLE', message };
  }
}
