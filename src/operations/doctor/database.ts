import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { count, printable } from '../../domain/text.js';
import type { Diagnosis } from '../../render/doctor.js';
import type { Look } from '../../store/look.js';
import type { Host } from '../host.js';

import { checkKey } from './key.js';
import { reasonOf } from './reason.js';

const check = 'database';

/** Which database, and whether somebody named it instead of leaving it to the default. */
interface Named {
  readonly keyFile?: string | undefined;
  readonly db: string;
  readonly isNamed: boolean;
}

/** The database and its key; `opens` is whether SQLite can be loaded at all. */
export async function checkDatabase(
  { db, keyFile, isNamed }: Named,
  opens: boolean,
  host: Host,
): Promise<readonly Diagnosis[]> {
  if (!opens) {
    const message = 'not looked at: better-sqlite3 does not load';
    return [{ check, status: 'warning', message, advice: 'mend what failed above' }];
  }
  const key = { db, keyFile };
  const problem = notWritable(db, host);
  try {
    const { lookAt } = await import('../../store/look.js');
    const look = lookAt(db);
    if (!look) return [problem ?? missing(db, isNamed), await checkKey(key, undefined, host)];
    return [withProblem(judged(db, look), problem), await checkKey(key, look, host)];
  } catch (error) {
    const advice =
      'name the right file with --db; "faceenroll restore" brings a damaged one back from a backup';
    const found: Diagnosis = { check, status: 'failed', message: reasonOf(error), advice };
    return [found, await checkKey(key, undefined, host)];
  }
}

function missing(db: string, isNamed: boolean): Diagnosis {
  const message = `there is no ${printable(db)} yet: the first import makes it`;
  if (!isNamed) return { check, status: 'ok', message };
  const advice = 'if there should be one, correct the name (--db, FACEENROLL_DB or the file)';
  return { check, status: 'warning', message, advice };
}

/** SQLite writes files beside the database, so that its folder counts, too. */
function notWritable(db: string, host: Host): Diagnosis | undefined {
  const folder = dirname(resolve(host.cwd, db));
  const paths = statSync(db, { throwIfNoEntry: false }) ? [folder, db] : [folder];
  for (const path of paths) {
    try {
      accessSync(path, constants.W_OK);
    } catch (error) {
      const message = `${printable(path)} cannot be written: ${reasonOf(error)}`;
      const advice = 'check its permissions, or name another database with --db';
      return { check, status: 'failed', message, advice };
    }
  }
  return undefined;
}

/** What can only be read is of use, though not to an import. */
function withProblem(found: Diagnosis, problem: Diagnosis | undefined): Diagnosis {
  if (!problem) return found;
  const message = `${found.message}; ${problem.message}`;
  const advice = 'it can be read; for an import check the permissions, or name another with --db';
  return { check, status: 'warning', message, advice };
}

function judged(db: string, { schema, newestSchema, users, lock, holder }: Look): Diagnosis {
  const what = `${printable(db)}: ${count(users, 'user')}, schema ${schema}`;
  const message = `${what}${lockTold(lock, holder)}`;
  if (schema === newestSchema) return { check, status: 'ok', message };
  const advice = `the next import brings it to schema ${newestSchema}; make a backup before`;
  return { check, status: 'warning', message, advice };
}

function lockTold(lock: Look['lock'], holder: Look['holder']): string {
  if (lock === 'free') return ', nobody works on it';
  if (lock === 'left over') {
    return ', nobody works on it; the lock of a killed process is taken over by the next import';
  }
  const since = holder?.since === undefined ? '' : ` since ${holder.since}`;
  return holder ? `, process ${holder.process} works on it${since}` : ', a process works on it';
}
