import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { encodeDue } from '../../../src/enroll/upgrade/encode-due.js';
import type { ExtractionPool } from '../../../src/workers/pool.js';
import { sampleOf, userData } from '../../support/entries.js';
import { imageOf, newPath, randomEmbedding, withRun } from '../../support/keys.js';
import { newStore } from '../../support/store.js';

const LANDMARKS = [1, 2, 3, 4, 5].map((n) => ({ x: n, y: n }));

it('a thumbnail that the disk has damaged is not encoded: its face fails, the others do not', async () => {
  const path = newPath();
  withRun(path, undefined, (run) =>
    run.transaction(() => {
      for (const userId of ['ann', 'bob', 'cy']) {
        const face = { faceId: `face of ${userId}`, userId, slot: 1, fileName: 'x.jpg' };
        const thumbnail = { jpeg: imageOf(userId), landmarks: LANDMARKS };
        run.users.create(userId, userData(), 'now');
        run.templates.add(
          face,
          sampleOf(userId, { embedding: randomEmbedding(), thumbnail }),
          'now',
        );
      }
    }),
  );
  const db = new Database(path);
  db.exec("UPDATE thumbnails SET landmarks = zeroblob(40) WHERE user_id = 'bob'");
  db.close();

  const encoded: string[] = [];
  const pool = {
    capacity: 2,
    encode: async ({ jpeg }: { jpeg: Uint8Array }) => {
      encoded.push(String(jpeg));
      return { kind: 'encoded', embedding: randomEmbedding() };
    },
  } as unknown as ExtractionPool;
  const store = newStore(path).collection('default', 'another');
  const failures = await encodeDue(store.staged.due(), store, pool, {
    ...{ total: 3, signal: new AbortController().signal, onProgress: () => {} },
  });
  expect(encoded).toEqual(['ann', 'cy'].map((userId) => String(imageOf(userId))));
  expect([...failures]).toEqual([
    ['face of bob', expect.objectContaining({ code: 'IMAGE_CORRUPT' })],
  ]);
  expect(failures.get('face of bob')?.message).toContain('its thumbnail is damaged');
  expect(store.staged.counts()).toMatchObject({ due: 3, staged: 2 });
});
