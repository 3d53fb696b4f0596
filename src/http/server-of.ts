import type { FastifyBaseLogger } from 'fastify';
import type { ApiKey } from '../domain/api-key.js';
import { sentKey, signerOf, workingKey } from '../operations/keys/check.js';
import type { LinkDesk } from '../operations/links/types.js';
import type { ReviewDesk } from '../operations/review/types.js';
import type { Serving } from '../operations/serving/serving.js';
import { bookkeepingOf } from './bookkeeping.js';
import type { Key } from './caller.js';
import { MAX_UPLOADS_BYTES } from './limits.js';
import type { Server } from './server.js';
import { UploadMemory } from './uploads.js';

/** What tokens are for, unless told; programs that know the BioID Web Service say BWS. */
const AUDIENCES = ['faceenroll', 'BWS'];

/** What serves people rather than programs. */
interface Desks {
  readonly links?: LinkDesk | undefined;
  readonly review?: ReviewDesk | undefined;
}

/** The server of a service, with the API keys of its database. */
export function serverOf(
  service: Serving,
  log: Pick<FastifyBaseLogger, 'error'>,
  audiences: readonly string[] = AUDIENCES,
  { links, review }: Desks = {},
): Server {
  return {
    ...{ service, audiences, links, memory: new UploadMemory(MAX_UPLOADS_BYTES) },
    reviews: review && {
      desk: review,
      findKeyById: (keyId) => {
        const found = workingKey(service, keyId);
        return found && keyOf(found);
      },
    },
    findKey: (presented) => {
      const found = sentKey(service, presented);
      return found && keyOf(found);
    },
    findSigner: (keyId) => {
      const found = signerOf(service, keyId);
      return found && { key: keyOf(found.key), secret: found.secret };
    },
    ...bookkeepingOf(service, log),
  };
}

function keyOf({ keyId, name, scopes, collections }: ApiKey): Key {
  return { keyId, name, scopes, ...(collections && { collections }) };
}
