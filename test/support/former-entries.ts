/** The entries of a run as they were kept before each carried its run. */
export const FORMER_ENTRIES = `
  DROP TABLE run_entries;
  CREATE TABLE run_entries (entry INTEGER PRIMARY KEY, row INTEGER, user_id TEXT NOT NULL,
                            match_key TEXT NOT NULL, content TEXT NOT NULL) STRICT;
  CREATE INDEX run_entries_by_match_key ON run_entries (match_key)`;
