import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
// Processes load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../dist/workers/pool.js';
import { TIME_LIMITS, type TimeLimits } from '../../dist/workers/time-limits.js';
import { findPack } from '../../src/models/packs.js';
import type { Setup } from '../../src/workers/messages.js';
import { FIXTURES } from './cli.js';
import { POLICY } from './entries.js';

const { models } = findPack('standard');

/** Far more than a photo takes here. */
const TIMEOUT_MS = 1_500;
const QUICK = { graceMs: 200, encodingMs: 800, tryingMs: 800, leavingMs: 400, tickMs: 50 };

/** A pool of one thread that soon loses its patience. */
export function quickPool(work: Setup['work'] = 'extract', more: Partial<TimeLimits> = {}) {
  return new ExtractionPool(models, {
    threads: 1,
    work,
    limits: { ...TIME_LIMITS, ...QUICK, ...more },
  });
}

/** What a portrait gives. */
export const SAMPLE = {
  kind: 'sample',
  sample: expect.objectContaining({ quality: expect.any(Number) }),
};

export const portrait = (name: string) => join(FIXTURES, 'photos', name);

export const jobOf = (path: string) => ({
  path,
  knownDigests: [],
  profileImage: false,
  policy: { ...POLICY, timeoutMs: TIMEOUT_MS },
});

export const THUMBNAIL = {
  jpeg: readFileSync(portrait('1001.jpg')),
  landmarks: [1, 2, 3, 4, 5].map((n) => ({ x: 20 * n, y: 20 * n })),
};
