/** The schema that pg-boss and we have to ourselves. */
export const SCHEMA = 'faceenroll_queue';

/** Increase it when a table changes: programs of other versions do not work with it. */
export const TABLES_VERSION = 1;

/** When autovacuum clears a table away; its own measure is a share of rows that live here only shortly. */
const VACUUM = [
  'autovacuum_vacuum_threshold = 1000',
  'autovacuum_vacuum_scale_factor = 0',
  'autovacuum_vacuum_cost_delay = 0',
].join(', ');

/**
 * Our tables beside pg-boss's. Photos and answers are unlogged: no trace of a face comes into the
 * write-ahead log, its archives and replicas. After a crash of PostgreSQL they are empty, and imports
 * send again what is missing.
 */
export const TABLES = `
CREATE TABLE IF NOT EXISTS ${SCHEMA}.format (version integer NOT NULL);
INSERT INTO ${SCHEMA}.format (version)
  SELECT ${TABLES_VERSION} WHERE NOT EXISTS (SELECT 1 FROM ${SCHEMA}.format);
CREATE TABLE IF NOT EXISTS ${SCHEMA}.imports (
  import uuid PRIMARY KEY,
  host text NOT NULL,
  -- What the process ID belongs to; a host name does not say it.
  process_space text NOT NULL,
  pid integer NOT NULL,
  queue text NOT NULL,
  extractor jsonb NOT NULL,
  priority integer NOT NULL,
  transport text NOT NULL,
  done bigint NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS ${SCHEMA}.workers (
  worker uuid PRIMARY KEY,
  host text NOT NULL,
  process_space text NOT NULL,
  pid integer NOT NULL,
  queue text NOT NULL,
  extractor jsonb NOT NULL,
  slots integer NOT NULL,
  done bigint NOT NULL DEFAULT 0,
  failed bigint NOT NULL DEFAULT 0,
  rate real NOT NULL DEFAULT 0,
  started_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNLOGGED TABLE IF NOT EXISTS ${SCHEMA}.photos (
  photo uuid PRIMARY KEY,
  import uuid NOT NULL,
  mark bytea NOT NULL,
  salt bytea NOT NULL,
  -- Workers that gave it back in good order; times that it was begun alone, and the last claim for that.
  returned integer NOT NULL DEFAULT 0,
  alone integer NOT NULL DEFAULT 0,
  alone_claim integer NOT NULL DEFAULT -1,
  sealed bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS photos_import ON ${SCHEMA}.photos (import);
CREATE UNLOGGED TABLE IF NOT EXISTS ${SCHEMA}.answers (
  photo uuid PRIMARY KEY,
  import uuid NOT NULL,
  mark bytea NOT NULL,
  salt bytea NOT NULL,
  sealed bytea NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_import ON ${SCHEMA}.answers (import);
-- What is encrypted cannot be compressed.
ALTER TABLE ${SCHEMA}.photos ALTER COLUMN sealed SET STORAGE EXTERNAL;
ALTER TABLE ${SCHEMA}.answers ALTER COLUMN sealed SET STORAGE EXTERNAL;
-- An answer is 2 kB: in its row, not in chunks beside it.
ALTER TABLE ${SCHEMA}.answers SET (toast_tuple_target = 8160);
-- Every row is deleted soon. What is dead is cleared away at every look, without pauses.
ALTER TABLE ${SCHEMA}.photos SET (${VACUUM}, ${VACUUM.replaceAll('autovacuum', 'toast.autovacuum')});
ALTER TABLE ${SCHEMA}.answers SET (${VACUUM}, ${VACUUM.replaceAll('autovacuum', 'toast.autovacuum')});
`;
