/// <reference path="./pgpass.d.ts" />
import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import pgpass from 'pgpass';
import { FatalError } from '../domain/fatal-error.js';
import { quotedPath } from '../domain/text.js';

/** Rights of others than the owner. */
const OTHERS = 0o077;

type PgpassConnection = Parameters<typeof pgpass>[0];

/**
 * Finds the password of a connection in the file that PGPASSFILE names, else in `~/.pgpass`, as
 * PostgreSQL's own programs do; undefined where it has none. PGPASSWORD comes before it.
 *
 * @throws {FatalError} for a file that other users of the machine may read: it would be left out.
 */
export async function passwordOf(connection: PgpassConnection): Promise<string | undefined> {
  const { PGPASSWORD, PGPASSFILE } = process.env;
  if (PGPASSWORD !== undefined) return PGPASSWORD;
  refuseOpen(PGPASSFILE || join(homedir(), '.pgpass'));
  return new Promise((resolve) => pgpass(connection, resolve));
}

function refuseOpen(file: string): void {
  // Windows has no such rights.
  if (process.platform === 'win32') return;
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile() || (found.mode & OTHERS) === 0) return;
  throw new FatalError(
    `other users of this machine may read the file of passwords ${quotedPath(file)}: make it yours alone with "chmod 600", and change the password`,
  );
}
