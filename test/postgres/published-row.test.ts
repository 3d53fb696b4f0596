import { expect, test } from 'vitest';
import {
  embeddingBytes,
  type PublishedRow,
  stampOf,
  stampOfRow,
} from '../../src/postgres/published-row.js';
import { sha256 } from '../../src/system/sha256.js';

const FACE = {
  ...{ faceId: 'f', collection: 'c', userId: 'u', encoder: 'e', slot: 1, quality: 0.5 },
  ...{ photoDigest: 'p', embedding: new Float32Array([1, -2]) },
  ...{ createdAt: '2024-01-01T00:00:00.000Z', updatedAt: '2024-01-01T00:00:00.001Z' },
};

const ROW: PublishedRow = {
  ...{
    faceId: 'f',
    collection: 'c',
    userId: 'u',
    encoder: 'e',
    slot: 1,
    quality: '3fe0000000000000',
  },
  ...{ photoDigest: 'p', createdMs: '1704067200000', updatedMs: '1704067200001' },
  digest: sha256(embeddingBytes(FACE.embedding)),
};

test('a row is the same as its face, and another with another value in any column', () => {
  const stamp = stampOf(FACE);
  expect(stampOfRow(ROW)).toBe(stamp);
  const other = {
    ...{ faceId: 'g', collection: 'd', userId: 'v', encoder: 'f', slot: 2, quality: null },
    ...{ photoDigest: 'q', createdMs: '1', updatedMs: '2', digest: 'r' },
  };
  const changed = Object.keys(ROW).map((name) =>
    stampOfRow({ ...ROW, [name]: other[name as keyof typeof other] }),
  );
  expect(new Set([stamp, ...changed]).size).toBe(Object.keys(ROW).length + 1);
});

test('an embedding is sent as PostgreSQL reads an array of real', () => {
  const head = '0000000100000000000002bc0000000200000001';
  const sent = embeddingBytes(FACE.embedding).toString('hex');
  expect(sent).toBe(`${head}000000043f80000000000004c0000000`);
});
