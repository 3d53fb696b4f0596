import type { FaceRecord } from '../../src/domain/gallery.js';
import type { Outcome } from '../../src/domain/outcome.js';
import type { EnrollRequest, EnrollResult } from '../../src/operations/serving/types.js';

const FACE: FaceRecord = {
  ...{ faceId: '01a1fd18-b2ef-7fc8-b34b-7e07affbabe5', userId: '1001', collection: 'staff' },
  ...{ slot: 1, encoder: 'standard', quality: 0.9, liveness: null, fileName: 'a.jpg' },
  ...{ photoDigest: 'ab', metadata: {}, thumbnail: false },
  ...{ createdAt: '2026-01-02T03:04:05.000Z', updatedAt: '2026-01-02T03:04:05.000Z' },
};

export const ENROLLED: Outcome & { readonly kind: 'enrolled' } = {
  ...{ kind: 'enrolled', action: 'NEW_TEMPLATE_CREATED', faceId: FACE.faceId },
  ...{ quality: 0.9, rotated: 0, liveness: 'not assessed' },
};

/** What a service returns for a request of one photo. */
export function enrolledAs(request: EnrollRequest, outcome: Outcome = ENROLLED): EnrollResult {
  const { userId, collection, metadata = {}, photos } = request;
  const [{ name } = { name: '' }] = photos;
  const face = { ...FACE, faceId: `face of ${userId}`, userId, collection, metadata };
  const photo = { name, outcome, ...(outcome.kind !== 'failed' && { face }) };
  return { userId, user: 'created', templates: 1, photos: [photo] };
}
