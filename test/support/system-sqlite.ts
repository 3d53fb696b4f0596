import { spawnSync } from 'node:child_process';

/** Debian's, say, which is older than ours: people look into a database with it. */
const PROGRAM = 'sqlite3';

const version = spawnSync(PROGRAM, ['--version'], { encoding: 'utf8' });

export const hasSystemSqlite = version.status === 0;

if (!hasSystemSqlite) {
  process.stderr.write(`There is no ${PROGRAM} here: what it makes of a database is not tested.\n`);
}

/** What the program of the system prints. */
export function systemSqlite(path: string, sql: string): string {
  const { stdout, stderr } = spawnSync(PROGRAM, [path, sql], { encoding: 'utf8' });
  return stdout + stderr;
}
