import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll } from 'vitest';
import { query } from './cli.js';
import { runMain } from './main.js';
import { served } from './served.js';

const NOTICE = {
  company: 'Acme Corporation',
  contact: 'badges@acme.example',
  privacyUrl: 'https://acme.example/privacy',
};

const SERVE = ['--notice', 'notice.json', '--public-url', 'http://127.0.0.1:1'];
const MAIL = ['--mail-folder', 'mails', '--mail-from', 'badges@acme.example'];

/** A server by which people enroll themselves. */
export interface EnrollmentSite {
  /** The address of a link of a user in a collection of their own, so that tests share photos. */
  link(...terms: string[]): Promise<string>;
  /** The address of one that has expired. */
  expiredLink(): Promise<string>;
  /** What those answered who have the latest link. */
  answers(): string[];
  /** How many have a face by now. */
  enrolled(): number;
}

/** One server for all tests of a block. */
export function enrollmentSite(): EnrollmentSite {
  const cwd = mkdtempSync(join(tmpdir(), 'faceenroll-site-'));
  const db = join(cwd, 'faceenroll.db');
  let address = '';
  let links = 0;
  let end = async () => {};

  const command = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runMain(words, { cwd });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };

  beforeAll(async () => {
    writeFileSync(join(cwd, 'notice.json'), JSON.stringify(NOTICE));
    const whenDone = (done: () => Promise<void>) => {
      end = done;
    };
    ({ address } = await served([...SERVE, ...MAIL], { cwd, whenDone }));
  });

  afterAll(async () => {
    await end();
    rmSync(cwd, { recursive: true, force: true });
  });

  const link = async (...terms: string[]): Promise<string> => {
    links += 1;
    const collection = `c${links}`;
    const where = ['--collection', collection];
    await command('collections', 'create', collection);
    await command('users', 'add', '1', '--email', '1@acme.example', ...where);
    const made = ['--public-url', address, '--json', ...terms, ...where];
    const told = await command('links', 'create', '1', ...made);
    return JSON.parse(told).url;
  };

  return {
    link,
    expiredLink: async () => {
      const made = await link();
      const database = new Database(db);
      database
        .prepare('UPDATE links SET expires_at = created_at WHERE collection = ?')
        .run(`c${links}`);
      database.close();
      return made;
    },
    answers: () =>
      query(db, `SELECT answer FROM consents WHERE collection = 'c${links}'`).map(
        ({ answer }) => answer,
      ),
    enrolled: () => query(db, 'SELECT count(*) AS n FROM templates')[0].n,
  };
}
