import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import {
  inPrivateFolder,
  removeLeftOverFolders,
} from '../../../src/operations/serving/private-folder.js';
import { ROOT, temporaryFolder } from '../../support/cli.js';

function database(): { folder: string; db: string } {
  const folder = temporaryFolder();
  const db = join(folder, 'faces.db');
  writeFileSync(db, '');
  return { folder, db };
}

test('a folder is for its owner alone, beside the database, and gone with its use', async () => {
  const { folder, db } = database();
  const told = await inPrivateFolder(db, (own) => {
    writeFileSync(join(own, 'photo'), 'x');
    expect(statSync(own).mode & 0o777).toBe(0o700);
    expect(own.startsWith(`${db}-files-`)).toBe(true);
    return 7;
  });
  expect([told, readdirSync(folder)]).toEqual([7, ['faces.db']]);
});

test('it is gone when its use fails', async () => {
  const { folder, db } = database();
  const failing = inPrivateFolder(db, async (own) => {
    writeFileSync(join(own, 'photo'), 'x');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual(['faces.db']);
});

test('what a killed process has left is removed, and what is in use stays', async () => {
  const { folder, db } = database();
  await inPrivateFolder(db, (own) => {
    // The lock that nobody holds is the killed one's.
    const left = `${db}-files-left`;
    mkdirSync(left);
    for (const name of ['lock', 'photo']) writeFileSync(join(left, name), '');
    const before = new Date(Date.now() - 60_000);
    utimesSync(join(left, 'lock'), before, before);
    writeFileSync(`${db}-files-no-folder`, '');
    removeLeftOverFolders(db);
    expect([existsSync(own), existsSync(left)]).toEqual([true, false]);
  });
  expect(readdirSync(folder)).toEqual(['faces.db', 'faces.db-files-no-folder']);
});

/** Makes and uses folders until one is taken from it: then it ends with 3. */
const USER = `
  import { existsSync } from 'node:fs';
  import { inPrivateFolder } from '${pathToFileURL(join(ROOT, 'dist/operations/serving/private-folder.js')).href}';
  import { DatabaseBusyError } from '${pathToFileURL(join(ROOT, 'dist/store/lock.js')).href}';
  console.log('beginning');
  for (;;) {
    try {
      await inPrivateFolder(process.argv[1], (own) => {
        if (!existsSync(own)) process.exit(3);
      });
    } catch (error) {
      // Nobody else looks without a pause: that can hold up who takes a lock until it gives up.
      if (!(error instanceof DatabaseBusyError)) throw error;
    }
  }
`;

test('the folder of a process that is at work is never removed, not while it is being locked either', async () => {
  const { db } = database();
  const child = spawn(process.execPath, ['--input-type=module', '-e', USER, db], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (data) => {
    said += data;
  });
  await once(child.stdout, 'data');
  for (const until = performance.now() + 1_500; performance.now() < until; ) {
    removeLeftOverFolders(db);
  }
  // Lets its end be heard, if it has ended.
  await setTimeout(200);
  expect(child.exitCode, said).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
});
