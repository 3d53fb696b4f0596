import { closeSync, openSync, readSync } from 'node:fs';
import { APPLICATION_ID } from '../migrate.js';
import { MIGRATIONS } from '../migrations.js';

/** What the first bytes of a file say of it. */
type Kind = 'empty' | 'not a database' | 'another program' | 'unfinished' | 'newer' | 'ours';

/** Marks a backup that is not finished ("FENP"), in the place of the database's own mark. */
export const UNFINISHED_ID = 0x46_45_4e_50;

/**
 * The header of SQLite's file format (sqlite.org/fileformat.html, section 1.3): 100 bytes,
 * 16 of them a signature; user_version at 60 and application_id at 68, both big-endian.
 */
const HEADER = { bytes: 100, signature: 'SQLite format 3\0', version: 60, application: 68 };

/**
 * Tells without SQLite, and so without touching anything beside the file, what a closed
 * database file is. (Of one in use, a newer header may lie in the file beside it.)
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
