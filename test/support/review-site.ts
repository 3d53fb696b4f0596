import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { query } from './cli.js';
import { runMain } from './main.js';
import { fixture } from './scenario.js';
import { served } from './served.js';
import { type Sending, sent } from './submissions.js';

const NOTICE = { company: 'Acme Corporation', contact: 'badges@acme.example' };

const SERVE = ['--notice', 'notice.json', '--public-url', 'http://127.0.0.1:1'];
const MAIL = ['--mail-folder', 'mails', '--mail-from', 'badges@acme.example'];

/** A server whose operators decide about photos. */
export interface ReviewSite {
  /** Has photos wait in a collection of their own, in which 1001 and 1002 have faces. */
  waiting(all: readonly Omit<Sending, 'collection'>[]): Promise<Waiting>;
  /** Signs in, as an operator does. */
  signIn(page: Page): Promise<void>;
  /** Where a page is. */
  at(path: string): string;
}

interface Waiting {
  readonly ids: readonly string[];
  /** The address of the queue. */
  readonly queue: string;
  /** What became of each, by user. */
  states(): Readonly<Record<string, string>>;
}

/** One server for all tests of a block. */
export function reviewSite(): ReviewSite {
  const cwd = mkdtempSync(join(tmpdir(), 'faceenroll-review-'));
  const db = join(cwd, 'faceenroll.db');
  let address = '';
  let key = '';
  let collections = 0;
  let end = async () => {};

  const command = async (...words: string[]): Promise<string> => {
    const { code, stdout, stderr } = await runMain(words, { cwd });
    if (code !== 0) throw new Error(stderr);
    return stdout;
  };

  beforeAll(async () => {
    mkdirSync(join(cwd, 'photos'));
    for (const name of ['1001.jpg', '1002.jpg']) {
      cpSync(fixture('photos', name), join(cwd, 'photos', name));
    }
    writeFileSync(join(cwd, 'notice.json'), JSON.stringify(NOTICE));
    const whenDone = (done: () => Promise<void>) => {
      end = done;
    };
    ({ address } = await served([...SERVE, ...MAIL], { cwd, whenDone }));
    const made = ['keys', 'create', '--name', 'front desk', '--scope', 'review', '--json'];
    key = JSON.parse(await command(...made)).key;
  });

  afterAll(async () => {
    await end();
    rmSync(cwd, { recursive: true, force: true });
  });

  return {
    waiting: async (all) => {
      collections += 1;
      const collection = `c${collections}`;
      const imported = ['--create-missing', '--profile-image', '--collection', collection];
      await command('import-faces', 'photos', ...imported);
      const ids = sent(
        db,
        all.map((one) => ({ ...one, collection })),
      );
      return {
        ids,
        queue: `${address}/review?collection=${collection}`,
        states: () => {
          const rows = query(
            db,
            `SELECT user_id AS user, state FROM submissions WHERE collection = '${collection}'`,
          );
          return Object.fromEntries(rows.map(({ user, state }) => [user, state]));
        },
      };
    },
    signIn: async (page) => {
      await page.goto(`${address}/review`);
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator('main[data-state="queue"]').waitFor();
    },
    at: (path) => `${address}${path}`,
  };
}
