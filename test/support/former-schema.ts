import { API_KEY_TABLES } from '../../src/store/api-key-tables.js';
import { MIGRATIONS } from '../../src/store/migrations.js';

/** Makes of a newest database one of the version before, which is published nowhere. */
const FORMER_PUBLICATIONS = `DROP TRIGGER templates_published_insert;
  DROP TRIGGER templates_published_delete; DROP TRIGGER templates_published_update;
  DROP TABLE publication_changes; DROP TABLE publications`;

/** The same, which keeps nothing for reports. */
export const FORMER_REPORTS = `${FORMER_PUBLICATIONS}; DROP TABLE watched_files; DROP INDEX run_items_by_resembled;
  ALTER TABLE run_items DROP COLUMN seen; ALTER TABLE samples DROP COLUMN measures;
  ALTER TABLE samples DROP COLUMN lacks;
  ALTER TABLE templates DROP COLUMN measures; ALTER TABLE runs DROP COLUMN timeline`;

/** The same without links. */
const FORMER_LINKS = `${FORMER_REPORTS}; DROP TABLE submissions; DROP TABLE consents; DROP TABLE consent_texts;
  DROP TABLE mails; DROP TABLE links`;

/** The same without API keys. */
const FORMER_KEYS = `${FORMER_LINKS}; DROP TABLE http_answers; DROP TABLE api_keys`;

/** The version of a database that `FORMER_RUNS` makes. */
export const BEFORE_REPORT_DUE = MIGRATIONS.indexOf(API_KEY_TABLES) - 1;

/** The same, whose runs are not yet finished by what they changed. */
export const FORMER_RUNS = `
  ${FORMER_KEYS};
  ALTER TABLE report_rows DROP COLUMN unknown_row;
  ALTER TABLE runs DROP COLUMN report_due;
  ALTER TABLE runs ADD COLUMN applied TEXT`;

/** The same, whose entries do not carry their run either. */
export const FORMER_ENTRIES = `
  ${FORMER_RUNS};
  DROP TABLE run_entries;
  CREATE TABLE run_entries (entry INTEGER PRIMARY KEY, row INTEGER, user_id TEXT NOT NULL,
                            match_key TEXT NOT NULL, content TEXT NOT NULL) STRICT;
  CREATE INDEX run_entries_by_match_key ON run_entries (match_key)`;
