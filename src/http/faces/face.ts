import { z } from 'zod';
import type { FaceRecord } from '../../domain/gallery.js';

/** The published example, with our members. */
export const FACE_EXAMPLE = {
  face_id: '01a229cb-061a-78c8-a901-cbfb458e6197',
  ...{ external_id: 'user_alice_001', collection_id: 'staff' },
  ...{ quality_score: 0.94, liveness_score: 0.98, metadata: { name: 'Alice Smith' } },
  ...{ created_at: '2024-01-15T10:05:00.000Z', updated_at: '2024-01-15T10:05:00.000Z' },
  ...{ slot: 1, encoder: 'mobilefacenet-tf-192', file_name: 'photo.jpg' },
  ...{ photo_digest: 'c164725e1f2af301b20f8642099e4f85a036e141f577d5264ef0c4d48859a7cb' },
  thumbnail: true,
};

/** A face as the interface tells it: the published members, then ours. */
export const face = z
  .object({
    face_id: z.string(),
    external_id: z.string().describe('your own ID for the person: the user ID'),
    collection_id: z.string(),
    quality_score: z.number().nullable().describe('0 to 1'),
    liveness_score: z.number().nullable().describe('0 to 1; null where it was not assessed'),
    metadata: z.record(z.string(), z.unknown()),
    created_at: z.string().describe('ISO 8601, in UTC'),
    updated_at: z.string(),
    slot: z.int(),
    encoder: z.string(),
    file_name: z.string(),
    photo_digest: z.string().describe('SHA-256 of the photo'),
    thumbnail: z.boolean().describe('whether the aligned face is kept'),
  })
  .meta({ id: 'Face', examples: [FACE_EXAMPLE] });

/** A stored face as the interface tells it. */
export function faceBody(record: FaceRecord): z.output<typeof face> {
  return {
    ...{ face_id: record.faceId, external_id: record.userId, collection_id: record.collection },
    ...{ quality_score: record.quality, liveness_score: record.liveness },
    ...{ metadata: { ...record.metadata } },
    ...{ created_at: record.createdAt, updated_at: record.updatedAt },
    ...{ slot: record.slot, encoder: record.encoder, file_name: record.fileName },
    ...{ photo_digest: record.photoDigest, thumbnail: record.thumbnail },
  };
}

/** Changes with whatever can change of a face, and with nothing else. */
export function etagOf({ faceId, updatedAt }: FaceRecord): string {
  return `"${faceId}-${updatedAt}"`;
}
