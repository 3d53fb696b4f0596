import type { FastifyBaseLogger } from 'fastify';
import { keptAnswers } from '../operations/serving/kept-answers.js';
import { writeKeyUses } from '../operations/serving/key-uses.js';
import type { Serving } from '../operations/serving/serving.js';
import { Jobs } from './jobs/jobs.js';
import { KeyUses } from './key-use.js';
import { ANSWERS_KEPT_MS } from './limits.js';
import { Repeats } from './repeats.js';
import type { Server } from './server.js';
import { WrongKeys } from './wrong-keys.js';

/** What a server knows of the requests before, over the database of its service. */
export function bookkeepingOf(
  service: Serving,
  log: Pick<FastifyBaseLogger, 'error'>,
): Pick<Server, 'wrongKeys' | 'repeats' | 'jobs' | 'used' | 'ended'> {
  const uses = new KeyUses({
    write: (counted) => writeKeyUses(service, counted),
    failed: (err) =>
      log.error({ err }, 'the use of keys is not in the audit yet; trying again in a minute'),
  });
  return {
    wrongKeys: new WrongKeys(),
    repeats: new Repeats(keptAnswers(service, ANSWERS_KEPT_MS)),
    jobs: new Jobs(),
    used: ({ keyId }, operationId) => uses.note(keyId, operationId),
    ended: () => uses.close(),
  };
}
