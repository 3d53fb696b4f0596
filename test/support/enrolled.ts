import { randomBytes } from 'node:crypto';
import { Store } from '../../src/store/store.js';
import { uuidv7 } from '../../src/store/uuid.js';
import { ENCODER } from './encoder.js';

/** The encoder of the standard pack. */

/** One template of a user. */
export interface EnrolledTemplate {
  readonly userId: string;
  readonly embedding: Float32Array;
}

/**
 * Writes users and templates as an import leaves them, but asks nothing: a gallery of any
 * kind, with one face under several user IDs.
 */
export function enroll(
  path: string,
  templates: readonly EnrolledTemplate[],
  { collection = 'default', encoder = ENCODER } = {},
): void {
  const store = Store.open(path, false);
  const now = new Date().toISOString();
  const start = { command: 'import-faces' as const, input: '/photos', options: {}, collection };
  const run = store.runLife.start(start, { encoder, extractor: 'test', ignoreCase: false }, now);
  const { users, audit } = run;
  run.transaction(() => {
    for (const { userId, embedding } of templates) {
      if (users.find(userId, false).length === 0) {
        users.create(userId, { known: {}, extra: {} }, now);
        audit.record('USER_CREATED', { userId }, {}, now);
      }
      const [faceId, digest] = [uuidv7(), randomBytes(32).toString('hex')];
      const slot = run.templates.ofUser(userId).length + 1;
      const sample = { digest, embedding, quality: 0.9, rotated: 0 as const, liveness: null };
      run.templates.add({ faceId, userId, slot, fileName: `${userId}.jpg` }, sample, now);
      audit.record('NEW_TEMPLATE_CREATED', { userId, faceId }, {}, now);
    }
  });
  store.runLife.finish(run);
  store.runLife.close(run);
  store.close();
}
