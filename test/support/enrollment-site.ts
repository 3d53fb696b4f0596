import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  link(...flags: string[]): Promise<string>;
  /** How many have a face by now. */
  enrolled(): number;
}

/** One server for all tests of a block. */
export function enrollmentSite(): EnrollmentSite {
  const cwd = mkdtempSync(join(tmpdir(), 'faceenroll-site-'));
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

  return {
    link: async (...flags) => {
      links += 1;
      const where = ['--collection', `c${links}`];
      await command('users', 'add', '1', '--email', '1@acme.example', ...where);
      const told = ['--public-url', address, '--json', ...where];
      return JSON.parse(await command('links', 'create', '1', ...told, ...flags)).url;
    },
    enrolled: () => {
      const [{ n }] = query(join(cwd, 'faceenroll.db'), 'SELECT count(*) AS n FROM templates');
      return n;
    },
  };
}
