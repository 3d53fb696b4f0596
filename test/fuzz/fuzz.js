/** Gives damaged photos to the real extraction and says what was not as it must be. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FAILURES } from '../../dist/domain/failures.js';
import { extract } from '../../dist/face/extract.js';
import { openFaceModels, releaseFaceModels } from '../../dist/face/models.js';
import { findPack } from '../../dist/models/packs.js';
import { mutate, randomOf } from './mutate.js';

const PHOTOS = fileURLToPath(new URL('../../fixtures/photos', import.meta.url));

/** A damaged photo may take so long, in milliseconds. */
const TIME_LIMIT = 20_000;

/**
 * `count` damaged photos, all told by `seed`; those that did harm go into the folder `keep`.
 * Returns how they ended, by code, and what went wrong: an exception, an ending that is
 * none, too long a time.
 *
 * @param {{ count: number, seed: number, keep?: string, onDone?: (done: number) => void }} options
 * @returns {Promise<{ endings: Record<string, number>, wrong: string[] }>}
 */
export async function fuzz({ count, seed, keep, onDone = () => {} }) {
  const files = readdirSync(PHOTOS)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(PHOTOS, name)) }));
  const models = await openFaceModels(findPack('standard').models);
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-fuzz-'));
  const random = randomOf(seed);
  const endings = {};
  const wrong = [];
  for (let index = 0; index < count; index += 1) {
    const { bytes, what } = mutate(files, random);
    const path = join(folder, 'photo');
    writeFileSync(path, bytes);
    const started = performance.now();
    const ending = await endingOf(path, models);
    const ms = performance.now() - started;
    const problem = ms > TIME_LIMIT ? `took ${Math.round(ms)} ms` : ending.problem;
    endings[ending.code] = (endings[ending.code] ?? 0) + 1;
    if (problem) {
      wrong.push(`seed ${seed}, number ${index} (${what}): ${problem}`);
      if (keep) writeFileSync(join(keep, `${seed}-${index}`), bytes);
    }
    onDone(index + 1);
  }
  await releaseFaceModels(models);
  rmSync(folder, { recursive: true });
  return { endings, wrong };
}

async function endingOf(path, models) {
  const policy = {
    multipleFaces: 'dominant',
    quality: { level: 'standard' },
    timeoutMs: TIME_LIMIT / 2,
  };
  try {
    const job = { path, knownDigests: [], profileImage: true, policy, inspect: {} };
    const { kind, sample, failure } = await extract(job, models);
    if (kind === 'sample' && sample.embedding.every(Number.isFinite)) return { code: 'enrolled' };
    if (kind === 'failed' && Object.hasOwn(FAILURES, failure.code)) return { code: failure.code };
    return { code: 'none', problem: `ended as ${kind} ${failure?.code}` };
  } catch (error) {
    return { code: 'exception', problem: error.stack };
  }
}
