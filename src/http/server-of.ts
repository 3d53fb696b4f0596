import { sentKey } from '../operations/keys/check.js';
import type { Serving } from '../operations/serving/serving.js';
import { MAX_UPLOADS_BYTES } from './limits.js';
import type { Server } from './server.js';
import { UploadMemory } from './uploads.js';

/** The server of a service, with the API keys of its database. */
export function serverOf(service: Serving): Server {
  return {
    service,
    memory: new UploadMemory(MAX_UPLOADS_BYTES),
    findKey: (presented) => {
      const found = sentKey(service, presented);
      if (!found) return undefined;
      const { keyId, name, scopes, collections } = found;
      return { keyId, name, scopes, ...(collections && { collections }) };
    },
    used: () => {},
  };
}
