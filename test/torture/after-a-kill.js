/** What a stopped command left, looked at in a copy: opening a database mends what can be mended. */

import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** What belongs to a database; its index of the log is made anew. */
const PARTS = ['', '-wal', '-journal'];

/** Debian's, say, which is older than ours: administrators look with it. */
const SYSTEM_SQLITE = 'sqlite3';
const hasSystemSqlite = spawnSync(SYSTEM_SQLITE, ['--version']).status === 0;

/**
 * `finished`: how many runs there are, when the newest has changed all it had to.
 * `sound`: what the system's own sqlite3 makes of the database, 'ok' where there is none.
 */
export function afterAKill(folder) {
  const copy = mkdtempSync(join(tmpdir(), 'faceenroll-torture-copy-'));
  try {
    const path = join(copy, 'faceenroll.db');
    for (const part of PARTS) {
      const from = join(folder, `faceenroll.db${part}`);
      if (existsSync(from)) copyFileSync(from, path + part);
    }
    if (!existsSync(path)) return { finished: 0, sound: 'ok' };
    return { sound: systemCheck(path), finished: finishedRuns(path) };
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function systemCheck(path) {
  if (!hasSystemSqlite) return 'ok';
  const { stdout, stderr } = spawnSync(SYSTEM_SQLITE, [path, 'pragma integrity_check'], {
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`.trim();
}

function finishedRuns(path) {
  const db = new Database(path);
  try {
    const isMade = db.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'runs'").pluck();
    if (isMade.get() === 0) return 0;
    const statuses = db.prepare('SELECT status FROM runs ORDER BY rowid').pluck().all();
    return statuses.at(-1) === 'finished' ? statuses.length : 0;
  } finally {
    db.close();
  }
}
