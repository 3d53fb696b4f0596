import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { randoms } from '../../src/domain/randoms.js';
import { Store } from '../../src/store/store.js';
import { uuidv7 } from '../../src/store/uuid.js';
import { FIXTURES } from './cli.js';
import { DIMENSIONS, ENCODER } from './encoder.js';

import { sampleOf, userData } from './entries.js';
import { writePack } from './packs.js';
import { Scenario } from './scenario.js';
import { unit } from './vectors.js';

/** Where the packs of a scenario lie: never in the project's own folder. */
export const withPacks = (s: Scenario) => ({ env: { FACEENROLL_MODELS: s.path('models') } });

/** A working folder with the pack `small` installed, to go over to. */
export async function scenarioWithPack(): Promise<Scenario> {
  const s = new Scenario();
  await s.prepare('a pack', async () => {
    await s.call(['models', 'install', writePack(s)], withPacks(s));
  });
  return s;
}

/** Writes users with a face each as the standard pack leaves them, with pictures that can be told apart. */
export function enrollWithThumbnails(path: string, users: number): void {
  const store = Store.open(path, false);
  const now = new Date().toISOString();
  const random = randoms(1);
  const pictures = [1, 2, 3, 4].map((n) => readFileSync(join(FIXTURES, 'photos', `100${n}.jpg`)));
  const run = store.runLife.start(
    { command: 'import-faces', input: '/photos', options: {}, collection: 'default' },
    { encoder: ENCODER, extractor: 'test', ignoreCase: false },
    now,
  );
  run.transaction(() => {
    for (let i = 0; i < users; i += 1) {
      const [userId, faceId] = [String(1001 + i), uuidv7()];
      const [x, y] = [100 + 50 * random(), 100 + 50 * random()];
      const points = [
        [0, 0],
        [60, 0],
        [30, 30],
        [5, 60],
        [55, 60],
      ] as const;
      run.users.create(userId, userData(), now);
      run.audit.record('USER_CREATED', { userId }, {}, now);
      const sample = sampleOf(userId, {
        embedding: unit(Array.from({ length: DIMENSIONS }, () => random() - 0.5)),
        thumbnail: {
          jpeg: pictures[i % pictures.length] as Buffer,
          landmarks: points.map(([right, down]) => ({ x: x + right, y: y + down })),
        },
      });
      run.templates.add({ faceId, userId, slot: 1, fileName: `${userId}.jpg` }, sample, now);
      run.audit.record('NEW_TEMPLATE_CREATED', { userId, faceId }, {}, now);
    }
  });
  store.runLife.finish(run);
  store.runLife.close(run);
  store.close();
}
