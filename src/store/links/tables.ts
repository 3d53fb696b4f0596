import { nullOrJson } from '../json-checks.js';

/**
 * Links by which people enroll themselves, the mails that bring them, what people agreed to, and
 * photos that wait for an operator. All of it goes with the user, but for the texts that were agreed
 * to, which name nobody. A photo is sealed with the user's key, and deleted once it is decided on.
 *
 * Photos are the last columns: to read what stands after one, SQLite reads all of it.
 */
export const LINK_TABLES = `
  CREATE TABLE links (
    link_id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    token_sha256 TEXT NOT NULL UNIQUE CHECK (length(token_sha256) = 64),
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    terms TEXT NOT NULL CHECK (json_valid(terms)),
    tried INTEGER NOT NULL DEFAULT 0 CHECK (tried >= 0),
    last_failure TEXT,
    ended_at TEXT,
    ended_by TEXT CHECK (ended_by IN ('used', 'expired', 'revoked', 'attempts')),
    declined_at TEXT,
    remind_at TEXT,
    CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    FOREIGN KEY (collection, user_id) REFERENCES users (collection, user_id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX links_by_user ON links (collection, user_id);
  CREATE UNIQUE INDEX links_that_work ON links (collection, user_id) WHERE ended_at IS NULL;
  CREATE INDEX links_by_expiry ON links (expires_at) WHERE ended_at IS NULL;
  CREATE INDEX links_to_remind ON links (remind_at) WHERE remind_at IS NOT NULL;

  CREATE TABLE mails (
    mail_id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('link', 'reminder', 'resend', 'denied', 'approved')),
    terms TEXT CHECK (${nullOrJson('terms')}),
    denial TEXT CHECK (${nullOrJson('denial')}),
    state TEXT NOT NULL
      CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'canceled', 'unknown')),
    link_id TEXT,
    sent_to TEXT CHECK (length(sent_to) = 64),
    tries INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
    due_at TEXT NOT NULL,
    reply TEXT,
    created_at TEXT NOT NULL,
    done_at TEXT,
    CHECK ((kind = 'approved') = (terms IS NULL)),
    CHECK ((kind = 'denied') = (denial IS NOT NULL)),
    CHECK ((state IN ('waiting', 'sending')) = (done_at IS NULL)),
    FOREIGN KEY (collection, user_id) REFERENCES users (collection, user_id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX mails_by_user ON mails (collection, user_id);
  CREATE INDEX mails_to_send ON mails (due_at) WHERE done_at IS NULL;

  CREATE TABLE consent_texts (
    text_sha256 TEXT PRIMARY KEY CHECK (length(text_sha256) = 64),
    text TEXT NOT NULL
  ) STRICT;

  CREATE TABLE consents (
    consent_id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no')),
    at TEXT NOT NULL,
    link_id TEXT NOT NULL,
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    text_sha256 TEXT NOT NULL REFERENCES consent_texts (text_sha256),
    FOREIGN KEY (collection, user_id) REFERENCES users (collection, user_id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX consents_by_user ON consents (collection, user_id);

  CREATE TABLE submissions (
    submission_id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    link_id TEXT NOT NULL,
    sent_at TEXT NOT NULL,
    language TEXT NOT NULL,
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    quality REAL CHECK (quality BETWEEN 0 AND 1),
    liveness REAL CHECK (liveness BETWEEN 0 AND 1),
    measures TEXT NOT NULL CHECK (json_valid(measures)),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'denied', 'replaced')),
    decided_at TEXT,
    decided_by TEXT,
    denial TEXT CHECK (${nullOrJson('denial')}),
    photo BLOB,
    edited BLOB,
    CHECK ((state = 'waiting') = (photo IS NOT NULL)),
    CHECK ((state = 'waiting') = (decided_at IS NULL)),
    CHECK ((state = 'denied') = (denial IS NOT NULL)),
    CHECK (state = 'waiting' OR edited IS NULL),
    FOREIGN KEY (collection, user_id) REFERENCES users (collection, user_id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX submissions_by_user ON submissions (collection, user_id);
  CREATE UNIQUE INDEX submissions_waiting ON submissions (collection, user_id) WHERE state = 'waiting';
  CREATE TRIGGER submissions_decided AFTER UPDATE OF photo ON submissions
  WHEN NEW.photo IS NULL AND OLD.photo IS NOT NULL AND EXISTS (SELECT 1 FROM encryption)
  BEGIN
    INSERT OR IGNORE INTO keys_to_destroy VALUES (OLD.collection, OLD.user_id);
  END;
  CREATE TRIGGER submissions_key AFTER DELETE ON submissions
  WHEN OLD.photo IS NOT NULL AND EXISTS (SELECT 1 FROM encryption)
  BEGIN
    INSERT OR IGNORE INTO keys_to_destroy VALUES (OLD.collection, OLD.user_id);
  END;
`;
