import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { beforeAll } from 'vitest';
import { query } from './cli.js';
import { fixture } from './scenario.js';
import { siteForAll } from './site.js';
import { type Sending, sent } from './submissions.js';

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
  const { cwd, db, address, command } = siteForAll();
  let key = '';
  let collections = 0;

  beforeAll(async () => {
    mkdirSync(join(cwd, 'photos'));
    for (const name of ['1001.jpg', '1002.jpg']) {
      cpSync(fixture('photos', name), join(cwd, 'photos', name));
    }
    const made = ['keys', 'create', '--name', 'front desk', '--scope', 'review', '--json'];
    key = JSON.parse(await command(...made)).key;
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
        queue: `${address()}/review?collection=${collection}`,
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
      await page.goto(`${address()}/review`);
      await page.getByLabel('API key').fill(key);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.locator('main[data-state="queue"]').waitFor();
    },
    at: (path) => `${address()}${path}`,
  };
}
