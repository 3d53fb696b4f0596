import Database from 'better-sqlite3';
import { query } from './cli.js';
import { siteForAll } from './site.js';

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
  const { db, address, command } = siteForAll();
  let links = 0;

  const link = async (...terms: string[]): Promise<string> => {
    links += 1;
    const collection = `c${links}`;
    const where = ['--collection', collection];
    await command('collections', 'create', collection);
    await command('users', 'add', '1', '--email', '1@acme.example', ...where);
    const made = ['--public-url', address(), '--json', ...terms, ...where];
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
