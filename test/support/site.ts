import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { runMain } from './main.js';
import { served } from './served.js';

const NOTICE = {
  company: 'Acme Corporation',
  contact: 'badges@acme.example',
  privacyUrl: 'https://acme.example/privacy',
};

const SERVE = ['--notice', 'notice.json', '--public-url', 'http://127.0.0.1:1'];
const MAIL = ['--mail-folder', 'mails', '--mail-from', 'badges@acme.example'];

/** A server with pages, and its folder. */
export interface Site {
  readonly cwd: string;
  readonly db: string;
  /** Where it listens, once it does. */
  address(): string;
  /** Runs a command in the folder; returns what it prints. */
  command(...words: string[]): Promise<string>;
}

/** One server for all tests of a block; its folder goes with them. */
export function siteForAll(): Site {
  const cwd = mkdtempSync(join(tmpdir(), 'faceenroll-site-'));
  let address = '';
  let end = async () => {};

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
    ...{ cwd, db: join(cwd, 'faceenroll.db'), address: () => address },
    command: async (...words) => {
      const { code, stdout, stderr } = await runMain(words, { cwd });
      if (code !== 0) throw new Error(stderr);
      return stdout;
    },
  };
}
