import type { ApiKey } from '../domain/api-key.js';
import { sentKey, signerOf } from '../operations/keys/check.js';
import { keptAnswers } from '../operations/serving/kept-answers.js';
import { writeKeyUses } from '../operations/serving/key-uses.js';
import type { Serving } from '../operations/serving/serving.js';
import type { Key } from './caller.js';
import { Jobs } from './jobs/jobs.js';
import { KeyUses } from './key-use.js';
import { ANSWERS_KEPT_MS, MAX_UPLOADS_BYTES } from './limits.js';
import type { Log } from './log.js';
import { Repeats } from './repeats.js';
import type { Server } from './server.js';
import { UploadMemory } from './uploads.js';
import { WrongKeys } from './wrong-keys.js';

/** What tokens are for, unless told. */
const AUDIENCES = ['faceenroll'];

/** The server of a service, with the API keys of its database. */
export function serverOf(
  service: Serving,
  log: Log,
  audiences: readonly string[] = AUDIENCES,
): Server {
  const uses = new KeyUses({
    write: (counted) => writeKeyUses(service, counted),
    failed: (err) => log.error({ err }, 'what keys were used for is not in the audit yet'),
  });
  return {
    ...{ service, audiences, jobs: new Jobs(), wrongKeys: new WrongKeys() },
    memory: new UploadMemory(MAX_UPLOADS_BYTES),
    repeats: new Repeats(keptAnswers(service, ANSWERS_KEPT_MS)),
    findKey: (presented) => {
      const found = sentKey(service, presented);
      return found && keyOf(found);
    },
    findSigner: (keyId) => {
      const found = signerOf(service, keyId);
      return found && { key: keyOf(found.key), secret: found.secret };
    },
    used: ({ keyId }, operationId) => uses.note(keyId, operationId),
    ended: () => uses.close(),
  };
}

function keyOf({ keyId, name, scopes, collections }: ApiKey): Key {
  return { keyId, name, scopes, ...(collections && { collections }) };
}
