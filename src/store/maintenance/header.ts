import { closeSync, openSync, readSync } from 'node:fs';
import { APPLICATION_ID } from '../migrate.js';
import { MIGRATIONS } from '../migrations.js';

/** What the first bytes of a file say about it. */
type Kind = 'empty' | 'not a database' | 'another program' | 'unfinished' | 'newer' | 'ours';

/** Marks an unfinished backup ("FENP") in place of the database's own mark. */
export const UNFINISHED_ID = 0x46_45_4e_50;

/**
 * The header of SQLite's file format (sqlite.org/fileformat.html, section 1.3): 100 bytes,
 * 16 of them a signature; user_version at 60 and application_id at 68, both big-endian.
 */
const HEADER = { bytes: 100, signature: 'SQLite format 3\0', version: 60, application: 68 };

/**
 * The kind of a closed database file, found without SQLite and so without touching the files next
 * to it. (While a database is in use, a newer header may lie in its log.)
 */
export function kindOf(path: string): Kind {
  const header = Buffer.alloc(HEADER.bytes);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, header, 0, header.length, 0);
    if (length === 0) return 'empty';
    if (length < header.length || !header.toString('latin1').startsWith(HEADER.signature)) {
      return 'not a database';
    }
  } finally {
    closeSync(file);
  }
  const application = header.readInt32BE(HEADER.application);
  if (application === UNFINISHED_ID) return 'unfinished';
  if (application !== APPLICATION_ID) return 'another program';
  return header.readUInt32BE(HEADER.version) > MIGRATIONS.length ? 'newer' : 'ours';
}
