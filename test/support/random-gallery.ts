import { join } from 'node:path';
import { randoms } from '../../src/domain/randoms.js';
import { Store } from '../../src/store/store.js';
import { temporaryFolder } from './cli.js';
import { DIMENSIONS, ENCODER } from './encoder.js';
import { sampleOf, userData } from './entries.js';

const NOW = '2026-01-01T00:00:00.000Z';

export interface GalleryPlan {
  readonly users: number;
  /** Templates of each user; 1 unless told. */
  readonly each?: number;
  /** How far the templates of one user are apart: the length of the noise added to a unit vector. */
  readonly noise?: number;
  /** Users (by their numbers from 1) who show the face of user 1. */
  readonly copies?: readonly number[];
  readonly encoder?: string;
  readonly seed?: number;
}

/** The vectors of a gallery in the order of its users: random directions, the same for the same seed. */
function randomGallery(plan: GalleryPlan): readonly (readonly Float32Array[])[] {
  const { users, each = 1, noise = 0.3, copies = [], seed = 1 } = plan;
  const random = randoms(seed);
  // By Box and Muller: normal coordinates make all directions as likely.
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const direction = (around?: Float32Array) => {
    const values = Array.from(
      { length: DIMENSIONS },
      (_, i) => (around?.[i] ?? 0) + (around ? noise / Math.sqrt(DIMENSIONS) : 1) * normal(),
    );
    const length = Math.hypot(...values);
    return Float32Array.from(values, (value) => value / length);
  };
  const faces = Array.from({ length: users }, () => direction());
  return faces.map((own, i) => {
    const face = copies.includes(i + 1) ? faces[0] : own;
    return Array.from({ length: each }, () => direction(face));
  });
}

/** Writes a gallery into a new database, users U0001, U0002, ..., and returns its path. */
export function writeGallery(
  plan: GalleryPlan,
  path = join(temporaryFolder(), 'gallery.db'),
): string {
  const store = Store.open(path, false);
  try {
    const encoder = plan.encoder ?? ENCODER;
    const start = { command: 'import-faces', collection: 'default', input: '/photos', options: {} };
    const run = store.runLife.start(start, { encoder, extractor: 'test', ignoreCase: false }, NOW);
    run.transaction(() => {
      randomGallery(plan).forEach((templates, i) => {
        const userId = `U${String(i + 1).padStart(4, '0')}`;
        run.users.create(userId, userData(), NOW);
        templates.forEach((embedding, n) => {
          const slot = n + 1;
          const faceId = `${userId}-${slot}`;
          run.templates.add(
            { faceId, userId, slot, fileName: `${faceId}.jpg` },
            sampleOf(faceId, { embedding }),
            NOW,
          );
        });
      });
    });
    store.runLife.finish(run);
    store.runLife.close(run);
    return path;
  } finally {
    store.close();
  }
}
