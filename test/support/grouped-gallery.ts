import { createHash } from 'node:crypto';
import type { UserField } from '../../src/domain/entry.js';
import { fail } from '../../src/domain/failures.js';
import type { Outcome } from '../../src/domain/outcome.js';
import { randoms } from '../../src/domain/randoms.js';
import type { MasterKey } from '../../src/store/secrets/vault.js';
import { Store } from '../../src/store/store.js';
import { uuidv7 } from '../../src/store/uuid.js';
import { DIMENSIONS, ENCODER } from './encoder.js';
import { rowEntry, sampleOf } from './entries.js';

/** Users of one group, and what is true of them. */
export interface PlannedGroup {
  readonly users: number;
  readonly department?: string;
  /** A column of the customer's own. */
  readonly site?: string;
  readonly tags?: readonly string[];
  /** The first so many have no template: no face was found. */
  readonly failed?: number;
  /** Of these, so many have no row of users either: only the error report knows them. */
  readonly neverCreated?: number;
  /** How far the faces of the group lie towards one of its own: 0 is not at all. */
  readonly alike?: number;
  /** Templates of each user, and how far apart they are. */
  readonly templates?: number;
  readonly noise?: number;
  readonly quality?: number;
}

const NOW = '2026-01-01T00:00:00.000Z';
const HEADINGS = ['user_id', 'face_image_file1', 'department', 'Site'];

const NOT_FOUND: Outcome = {
  kind: 'failed',
  failure: fail('FACE_NOT_FOUND', { width: 300, height: 400 }),
};

/** Writes a database as an import of a CSV leaves it; users are called U1, U2, ... */
export function writeGroups(path: string, groups: readonly PlannedGroup[], key?: MasterKey): void {
  const store = Store.open(path, false, { key });
  const random = randoms(1);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const start = {
    ...{ command: 'import-csv', collection: 'default', input: '/list.csv', options: {} },
    reportLayout: { headings: HEADINGS, delimiter: ',', fields: [], path: '/list.errors.csv' },
  };
  const run = store.runLife.start(
    start,
    { encoder: ENCODER, extractor: 't', ignoreCase: false },
    NOW,
  );
  run.transaction(() => {
    let number = 0;
    groups.forEach((group, at) => {
      const { department, site, tags = [], failed = 0, neverCreated = 0 } = group;
      for (let i = 0; i < group.users; i += 1) {
        number += 1;
        const userId = `U${number}`;
        const known: Partial<Record<UserField, string>> =
          department === undefined ? {} : { department };
        const extra = site === undefined ? {} : { Site: site };
        if (i < failed) {
          const cells = [userId, 'a.jpg', department ?? '', site ?? ''];
          const item = run.work.add(
            rowEntry(number + 1, userId, { cells, user: { known, extra } }),
          );
          run.work.items.setOutcome(item, userId, NOT_FOUND);
        }
        if (i < neverCreated) continue;
        run.users.create(userId, { known, extra }, NOW);
        run.audit.record('USER_CREATED', { userId }, {}, NOW);
        if (tags.length > 0) run.tags.add(userId, tags, NOW);
        if (i < failed) continue;
        const face = direction(normal, at, group.alike ?? 0);
        for (let slot = 1; slot <= (group.templates ?? 1); slot += 1) {
          const faceId = uuidv7();
          const digest = createHash('sha256').update(faceId).digest('hex');
          const embedding = moved(normal, face, slot === 1 ? 0 : (group.noise ?? 0));
          const quality = Math.min(1, Math.max(0, (group.quality ?? 0.8) + 0.05 * normal()));
          const sample = sampleOf(digest, {
            embedding,
            quality,
            measures: { sharpness: Math.round(100 * quality) },
          });
          run.templates.add({ faceId, userId, slot, fileName: `${userId}.jpg` }, sample, NOW);
          run.audit.record('NEW_TEMPLATE_CREATED', { userId, faceId }, {}, NOW);
        }
      }
    });
  });
  store.runLife.finish(run);
  store.runLife.close(run);
  store.close();
}

function direction(normal: () => number, group: number, alike: number): Float32Array {
  const values = Array.from({ length: DIMENSIONS }, () => normal() / Math.sqrt(DIMENSIONS));
  values[group % DIMENSIONS] = (values[group % DIMENSIONS] ?? 0) + alike;
  return unitOf(values);
}

function moved(normal: () => number, face: Float32Array, noise: number): Float32Array {
  return unitOf([...face].map((value) => value + (noise * normal()) / Math.sqrt(DIMENSIONS)));
}

function unitOf(values: readonly number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}
