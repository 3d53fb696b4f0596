import type { Key } from '../../src/http/caller.js';
import type { Server } from '../../src/http/server.js';
import { UploadMemory } from '../../src/http/uploads.js';
import type { Serving } from '../../src/operations/serving/serving.js';
import type { EnrollRequest, EnrollResult } from '../../src/operations/serving/types.js';
import { enrolledAs } from './enrolling.js';
import { ANY_KEY, appWith, formOf } from './http-app.js';

/** One photo of a batch as a test writes it. */
export interface TestPhoto {
  readonly id: string;
  readonly metadata?: string;
  readonly bytes?: Buffer;
}

type Part = Parameters<typeof formOf>[0][number];

/** The parts of a batch: images, IDs, metadata, each in its order. */
export function partsOf(photos: readonly TestPhoto[]): Part[][] {
  const images = photos.map(
    ({ id, bytes = Buffer.from(id) }): Part => ['images[]', new Blob([bytes]), `${id}.jpg`],
  );
  const ids = photos.map(({ id }): Part => ['external_ids[]', id]);
  const metadatas = photos.map(({ metadata = '' }): Part => ['metadatas[]', metadata]);
  return photos.some(({ metadata }) => metadata !== undefined)
    ? [images, ids, metadatas]
    : [images, ids];
}

/** Photos of different users. */
export const photosOf = (count: number): TestPhoto[] =>
  Array.from({ length: count }, (_, i) => ({ id: `user ${i}` }));

/** A server that takes batches. */
export async function batchScene(
  enroll: (request: EnrollRequest) => Promise<EnrollResult> = async (request) =>
    enrolledAs(request),
  shared: Partial<Server> = {},
) {
  const requests: EnrollRequest[] = [];
  const service: Partial<Serving> = {
    canCheckLiveness: false,
    enroll: (request) => {
      requests.push(request);
      return enroll(request);
    },
  };
  const keys: Record<string, Key> = { any: ANY_KEY, other: { ...ANY_KEY, keyId: 'k2' } };
  // Forms of tests do not say their length.
  const made = await appWith(service, keys, { memory: new UploadMemory(1e9), ...shared });
  const batch = (parts: readonly Part[], headers: object = {}) =>
    made.app.inject({
      ...{ method: 'POST', url: '/api/v1/collections/staff/faces/batch' },
      headers: { 'x-api-key': 'any', ...headers },
      payload: formOf(parts),
    });
  const call = (method: 'GET' | 'DELETE', url: string, key = 'any') =>
    made.app.inject({ method, url, headers: { 'x-api-key': key } });
  return { ...made, requests, batch, call };
}
