import { join } from 'node:path';
import { listed } from '../../domain/text.js';
import { modelFolders } from '../../models/folders.js';
import { findPack } from '../../models/packs.js';
import type { Diagnosis } from '../../render/doctor.js';
import { ExtractionPool } from '../../workers/pool.js';
import { reasonOf } from './reason.js';

/** A drawn portrait that comes with faceenroll. */
const DRAWING = 'self-test.jpg';

/** A second on any machine that can enroll thousands; in milliseconds. */
const TIMEOUT_MS = 60_000;

/** Of a vector of length 1 in float32: 128 to 512 roundings. */
const LENGTH_TOLERANCE = 1e-3;

/**
 * Takes a drawn face through all that an import does with a photo, in a worker process of
 * one thread, up to the template, which is dropped.
 */
export async function checkSelfTest(pack: string, broken: readonly string[]): Promise<Diagnosis> {
  const check = 'self-test';
  if (broken.length > 0) {
    const message = `not tried: it needs ${listed(broken)}`;
    return { check, status: 'warning', message, advice: 'mend what failed above' };
  }
  const advice = 'install faceenroll again; if it fails again, report it with this line';
  const failed = (message: string): Diagnosis => ({ check, status: 'failed', message, advice });
  try {
    const { models } = findPack(pack);
    const pool = new ExtractionPool(models, { threads: 1 });
    try {
      const extraction = await pool.extract({
        path: join(modelFolders().own, DRAWING),
        knownDigests: [],
        profileImage: false,
        policy: {
          multipleFaces: 'refuse',
          // What is tested is whether a template comes out, not the drawing.
          quality: { level: 'off' },
          timeoutMs: TIMEOUT_MS,
        },
      });
      if (extraction.kind === 'failed') return failed(reasonOf(extraction.failure.message));
      if (extraction.kind === 'known') return failed('a drawn face was taken for a known one');
      const { embedding } = extraction.sample;
      const length = Math.hypot(...embedding);
      if (Math.abs(length - 1) > LENGTH_TOLERANCE || Number.isNaN(length)) {
        return failed(`the template of a drawn face has length ${length}, not 1`);
      }
      const message = `a drawn face gave a template of ${embedding.length} numbers; it was not kept`;
      return { check, status: 'ok', message };
    } finally {
      await pool.close();
    }
  } catch (error) {
    return failed(reasonOf(error));
  }
}
