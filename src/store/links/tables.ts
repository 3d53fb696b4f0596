/**
 * Links by which people enroll themselves, the mails that bring them, what people agreed to, and
 * photos that wait for an operator. All of it goes with the user, but for the texts that were agreed
 * to, which name nobody. A photo is sealed with the user's key, and deleted once it is decided on.
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
    tried INTEGER NOT NULL DEFAULT 0,
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

  CREATE TABLE mails (
    mail_id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('link', 'reminder', 'resend', 'denied', 'approved')),
    terms TEXT CHECK (terms IS NULL OR json_valid(terms)),
    denial TEXT CHECK (denial IS NULL OR json_valid(denial)),
    state TEXT NOT NULL
      CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'canceled', 'unknown')),
    link_id TEXT,
    sent_to TEXT CHECK (length(sent_to) = 64),
    tries INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    reply TEXT,
    created_at TEXT NOT NULL,
    done_at TEXT,
    FOREIGN KEY (collection, user_id) REFERENCES users (collection, user_id) ON DELETE CASCADE
  ) STRICT;
  CREATE INDEX mails_by_user ON mails (collection, user_id);
  CREATE INDEX mails_to_send ON mails (due_at) WHERE state IN ('waiting', 'sending');

  CREATE TABLE consent_texts (
    text_sha256 TEXT PRIMARY KEY,
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    text TEXT NOT NULL
  ) STRICT;

  CREATE TABLE consents (
    consent_id INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    user_id TEXT NOT NULL,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no')),
    at TEXT NOT NULL,
    link_id TEXT NOT NULL,
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
    photo BLOB,
    edited BLOB,
    reasons TEXT NOT NULL CHECK (json_valid(reasons)),
    quality REAL,
    liveness REAL,
    measures TEXT NOT NULL CHECK (json_valid(measures)),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'denied', 'replaced')),
    decided_at TEXT,
    decided_by TEXT,
    denial TEXT CHECK (denial IS NULL OR json_valid(denial)),
    CHECK ((state = 'waiting') = (photo IS NOT NULL)),
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
