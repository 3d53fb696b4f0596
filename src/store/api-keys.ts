import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type ApiKey, apiKeyState, apiKeyText, readApiKey } from '../domain/api-key.js';
import { sha256 } from '../system/sha256.js';
import type { Connection } from './database.js';
import { signingSecretPlace } from './secrets/place.js';
import type { Vault } from './secrets/vault.js';

/** Of a key ID, in hexadecimal digits. */
const ID_BYTES = 6;

const SECRET_BYTES = 32;

/** HS512 needs a key as long as its hash (RFC 7518, section 3.2). */
export const SIGNING_SECRET_BYTES = 64;

/** Compared with where there is no such key, so that this takes as long. */
const NO_DIGEST = Buffer.alloc(32);

/** A new API key, and what is shown of it this once. */
export interface MadeApiKey extends ApiKey {
  /** What a client sends. */
  readonly key: string;
  /** What JSON Web Tokens are signed with, in base64; null without `jwt`. */
  readonly signingSecret: string | null;
}

interface Row extends Omit<ApiKey, 'scopes' | 'collections' | 'jwt'> {
  readonly scopes: string;
  readonly collections: string | null;
  readonly secretSha256: string;
  readonly signingSecret: Buffer | null;
}

const COLUMNS = `key_id AS keyId, name, secret_sha256 AS secretSha256, scopes, collections,
  signing_secret AS signingSecret, created_at AS createdAt, expires_at AS expiresAt,
  revoked_at AS revokedAt`;

/** The API keys of a database. Of their secrets it has digests alone. */
export class ApiKeys {
  readonly #vault: Vault;
  readonly #insert;
  readonly #all;
  readonly #get;
  readonly #revoke;
  readonly #forgetAnswers;

  constructor(db: Connection, vault: Vault) {
    this.#vault = vault;
    this.#insert = db.prepare<object>(
      `INSERT INTO api_keys (key_id, name, secret_sha256, scopes, collections, signing_secret, created_at, expires_at)
       VALUES (@keyId, @name, @secretSha256, @scopes, @collections, @signingSecret, @createdAt, @expiresAt)`,
    );
    this.#all = db.prepare<[], Row>(`SELECT ${COLUMNS} FROM api_keys ORDER BY created_at, key_id`);
    this.#get = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM api_keys WHERE key_id = ?`);
    this.#revoke = db.prepare<[string, string]>(
      `UPDATE api_keys SET revoked_at = ?, signing_secret = NULL
       WHERE key_id = ? AND revoked_at IS NULL`,
    );
    this.#forgetAnswers = db.prepare<[string]>('DELETE FROM http_answers WHERE key_id = ?');
  }

  /**
   * Makes a key; no other key that is not revoked may have its name. Call it in a transaction.
   *
   * @throws {KeyError} if it signs tokens, and the database is encrypted and open without its key.
   */
  create(
    what: Pick<ApiKey, 'name' | 'scopes' | 'collections' | 'expiresAt' | 'jwt'>,
    now: string,
  ): MadeApiKey {
    const keyId = randomBytes(ID_BYTES).toString('hex');
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const { name, scopes, collections, jwt, expiresAt } = what;
    const signing = jwt ? randomBytes(SIGNING_SECRET_BYTES) : null;
    const made = { keyId, name, scopes, collections, jwt, createdAt: now, expiresAt };
    this.#insert.run({
      ...{ keyId, name, createdAt: now, expiresAt },
      secretSha256: sha256(Buffer.from(secret)),
      scopes: JSON.stringify(scopes),
      collections: collections && JSON.stringify(collections),
      signingSecret: signing && this.#vault.seal(signingSecretPlace({ keyId }), signing),
    });
    const key = apiKeyText({ keyId, secret });
    return { ...made, revokedAt: null, key, signingSecret: signing?.toString('base64') ?? null };
  }

  /** All keys, the oldest first; those that no longer work, too. */
  list(): readonly ApiKey[] {
    return this.#all.all().map(apiKeyOf);
  }

  /** The key of an ID, whether it works or not. */
  find(keyId: string): ApiKey | undefined {
    const row = this.#get.get(keyId);
    return row && apiKeyOf(row);
  }

  /**
   * The key that a client sent. Undefined if there is none, its secret is another, or it is expired
   * or revoked: which of these it is, the time taken does not tell either.
   */
  matches(sent: string, now: string): ApiKey | undefined {
    const { keyId, secret } = readApiKey(sent) ?? { keyId: '', secret: sent };
    const row = this.#get.get(keyId);
    const digest = Buffer.from(sha256(Buffer.from(secret)), 'hex');
    const isSame = timingSafeEqual(digest, digestOf(row));
    return row && isSame && apiKeyState(row, now) === 'active' ? apiKeyOf(row) : undefined;
  }

  /** What verifies the tokens of a key that works and signs some. */
  signingSecret(keyId: string, now: string): Buffer | undefined {
    const row = this.#get.get(keyId);
    if (!row?.signingSecret || apiKeyState(row, now) !== 'active') return undefined;
    return this.#vault.open(signingSecretPlace({ keyId }), row.signingSecret);
  }

  /** Revokes a key, and forgets what it signed with and the answers kept for it. Call it in a transaction. */
  revoke(keyId: string, now: string): boolean {
    this.#forgetAnswers.run(keyId);
    return this.#revoke.run(now, keyId).changes > 0;
  }
}

function digestOf(row: Pick<Row, 'secretSha256'> | undefined): Buffer {
  const digest = Buffer.from(row?.secretSha256 ?? '', 'hex');
  return digest.length === NO_DIGEST.length ? digest : NO_DIGEST;
}

function apiKeyOf(row: Row): ApiKey {
  const { keyId, name, createdAt, expiresAt, revokedAt } = row;
  return {
    ...{ keyId, name },
    scopes: JSON.parse(row.scopes),
    collections: row.collections === null ? null : JSON.parse(row.collections),
    jwt: row.signingSecret !== null,
    ...{ createdAt, expiresAt, revokedAt },
  };
}
