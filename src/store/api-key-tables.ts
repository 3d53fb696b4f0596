import { nullOrJson } from './json-checks.js';

/**
 * API keys, and the answers that are kept for requests that are repeated. An answer about a user
 * is sealed with the user's key, everything else with a key of the API key's own: their owner in
 * `keys_to_destroy` and in the key store is then the API key, in a collection without a name.
 */
export const API_KEY_TABLES = `
  CREATE TABLE api_keys (
    key_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    secret_sha256 TEXT NOT NULL CHECK (length(secret_sha256) = 64),
    scopes TEXT NOT NULL CHECK (json_valid(scopes)),
    collections TEXT CHECK (${nullOrJson('collections')}),
    signing_secret BLOB,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    revoked_at TEXT
  ) STRICT;
  CREATE UNIQUE INDEX api_keys_by_name ON api_keys (name) WHERE revoked_at IS NULL;
  CREATE TRIGGER api_keys_key AFTER UPDATE OF signing_secret ON api_keys
  WHEN NEW.signing_secret IS NULL AND OLD.signing_secret IS NOT NULL
    AND EXISTS (SELECT 1 FROM encryption)
  BEGIN
    INSERT OR IGNORE INTO keys_to_destroy VALUES ('', OLD.key_id);
  END;

  CREATE TABLE http_answers (
    key_id TEXT NOT NULL REFERENCES api_keys (key_id),
    idempotency_key TEXT NOT NULL,
    request_sha256 TEXT NOT NULL,
    collection TEXT,
    user_id TEXT CHECK (user_id IS NULL OR collection IS NOT NULL),
    status INTEGER NOT NULL,
    headers TEXT NOT NULL CHECK (json_valid(headers)),
    body BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (key_id, idempotency_key)
  ) STRICT;
  CREATE INDEX http_answers_by_user ON http_answers (collection, user_id);
  CREATE INDEX http_answers_by_time ON http_answers (created_at);
  CREATE TRIGGER http_answers_key AFTER DELETE ON http_answers
  WHEN EXISTS (SELECT 1 FROM encryption)
  BEGIN
    INSERT OR IGNORE INTO keys_to_destroy
    VALUES (iif(OLD.user_id IS NULL, '', OLD.collection), coalesce(OLD.user_id, OLD.key_id));
  END;
`;
