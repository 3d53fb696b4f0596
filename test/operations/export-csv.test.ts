import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { hostOf } from '../../src/cli/io.js';
import { exportCsv } from '../../src/operations/export-csv.js';
import type { Exported } from '../../src/operations/exported.js';
import { perform } from '../../src/operations/perform.js';
import type { ExportSummary } from '../../src/render/export-csv.js';
import { Store } from '../../src/store/store.js';
import { memoryIo } from '../support/main.js';

const NOW = '2026-01-01T00:00:00.000Z';

/** More than become CSV at once. */
const USERS = 500;

/** Users with a picture each, in a folder of their own. */
function folderOfUsers(): string {
  const folder = mkdtempSync(join(tmpdir(), 'export-'));
  const store = Store.open(join(folder, 'faces.db'), false);
  const { users, templates, transaction } = store.collection('default', 'encoder');
  transaction(() => {
    store.collections.create('default', NOW);
    for (let i = 1; i <= USERS; i += 1) {
      users.create(`${i}`, { known: {}, extra: {} }, NOW);
      templates.setProfileImage(`${i}`, Buffer.from(`picture ${i}`), `digest ${i}`, NOW);
    }
  });
  store.close();
  return folder;
}

function exportFrom<T>(
  folder: string,
  file: string | undefined,
  use: (exported: Exported<ExportSummary>) => T,
): Promise<T> {
  const host = hostOf(memoryIo({ cwd: folder }));
  const input = { file, photos: join(folder, 'pictures'), delimiter: ',' };
  return perform(exportCsv, input, { db: join(folder, 'faces.db') }, host, use);
}

it('gives the CSV to whoever reads it to its end, with every picture', async () => {
  const folder = folderOfUsers();
  const lines = await exportFrom(folder, undefined, ({ pieces, summary }) => {
    const lines = [...pieces].join('').trimEnd().split('\n');
    expect(summary()).toMatchObject({ users: USERS, profileImages: USERS });
    return lines;
  });
  expect(lines).toHaveLength(USERS + 1);
  expect(lines).toContain(`${USERS},${USERS}.jpg,`);
  expect(readdirSync(join(folder, 'pictures'))).toHaveLength(USERS);
});

it('leaves no picture behind when nobody reads the CSV to its end', async () => {
  const folder = folderOfUsers();
  const written = await exportFrom(folder, undefined, ({ pieces }) => {
    let seen = 0;
    for (const piece of pieces) {
      seen = readdirSync(join(folder, 'pictures')).length;
      if (piece.includes('.jpg')) break;
    }
    return seen;
  });
  expect(written).toBeGreaterThan(0);
  expect(readdirSync(join(folder, 'pictures'))).toEqual([]);
});

it('has nothing left to read when a file was named, which lies in the folder of the host', async () => {
  const folder = folderOfUsers();
  await exportFrom(folder, 'out.csv', ({ file, pieces }) => {
    expect([file, ...pieces]).toEqual(['out.csv']);
  });
  expect(existsSync('out.csv')).toBe(false);
  expect(readFileSync(join(folder, 'out.csv'), 'utf8').trimEnd().split('\n')).toHaveLength(
    USERS + 1,
  );
});
