/** What a queue costs beside the local import, how far one coordinator goes, and what stays in memory. */

import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addLocal } from './queue-beside-local.js';
import { addBounds } from './queue-bounds.js';
import { addFlood, addWhole } from './queue-flooded.js';
import { measuredServer } from './queue-server.js';
import { Figures, withTemporaryFolder } from './support.js';

export const SUMMARY = 'imports over a queue beside local ones; 500 simulated workers; memory';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  photos: { type: 'number', preset: 600, help: 'photos of each import, local and queued (600)' },
  rounds: { type: 'number', preset: 3, help: 'rounds of both, in turn (3)' },
  flood: { type: 'number', preset: 30_000, help: 'photos for the simulated workers (30000)' },
  workers: { type: 'number', preset: 500, help: 'simulated workers (500)' },
  threads: { type: 'number', preset: 1, help: 'threads of each simulated worker (1)' },
  path: { type: 'flag', preset: false, help: 'simulated workers read the photos themselves' },
  bounds: { type: 'number', preset: 200_000, help: 'entries for the bounds of memory (200000)' },
  only: { type: 'text', help: 'local, flood, whole or bounds (all)' },
};

export async function run({ photos, rounds, flood, workers, threads, path, bounds, only }) {
  const figures = new Figures();
  await withTemporaryFolder(async (folder) => {
    const server = await measuredServer();
    if (!server) return;
    const key = randomBytes(32);
    const keyFile = join(folder, 'queue.key');
    writeFileSync(keyFile, key.toString('base64'), { mode: 0o600 });
    const place = { server, folder, key, keyFile };
    const parts = {
      local: () => addLocal(figures, place, { photos, rounds }),
      flood: () => addFlood(figures, place, { photos: flood, workers, threads, path }),
      whole: () => addWhole(figures, place, { photos: flood }),
      bounds: () => addBounds(figures, place, { entries: bounds }),
    };
    try {
      for (const [name, part] of Object.entries(parts)) {
        if (only === undefined || only === name) await part();
      }
    } finally {
      await server.remove();
    }
  });
  return figures;
}
