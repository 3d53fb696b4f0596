import { describe, expect, it } from 'vitest';
import type { FaceRecord } from '../../src/domain/gallery.js';
import { namedFaces } from '../../src/enroll/named-faces.js';

const face = (faceId: string, userId: string, photoDigest: string): FaceRecord => ({
  ...{ faceId, userId, photoDigest, collection: 'default', slot: 1, encoder: 'encoder' },
  ...{
    quality: 0.9,
    liveness: null,
    fileName: 'a.jpg',
    metadata: {},
    thumbnail: faceId !== '1',
    createdAt: '',
    updatedAt: '',
  },
});

/** Ann has the photo `p` with two encoders, and the photo `q`. */
const ANN = [face('1', 'ann', 'p'), face('2', 'ann', 'p'), face('3', 'ann', 'q')] as const;
const BO = [face('4', 'bo', 'p')] as const;

function plan(
  chosen: readonly FaceRecord[],
  imageDigest: string | undefined,
  waitingPhoto = false,
) {
  const faces = (userId: string) => (userId === 'ann' ? ANN : BO);
  const held = (userId: string) => ({ faces: faces(userId), imageDigest, waitingPhoto });
  return namedFaces(chosen, held);
}

describe('the deletion of single faces', () => {
  it('is one for each user, with each face once', () => {
    const named = {
      ...{ what: 'templates', reason: 'NAMED', date: null },
      ...{ profileImage: false, waitingPhoto: false },
    };
    expect(plan([ANN[2], BO[0], ANN[0], ANN[2]], undefined)).toEqual([
      { ...named, userId: 'ann', templates: 2, thumbnails: 1, faceIds: ['3', '1'] },
      { ...named, userId: 'bo', templates: 1, thumbnails: 1, faceIds: ['4'] },
    ]);
  });

  it.each([
    ['the only face of its photo', [ANN[2]], 'q', true],
    ['all faces of its photo', [ANN[0], ANN[1]], 'p', true],
    ['one of two faces of its photo', [ANN[0]], 'p', false],
    ['a face of another photo', [ANN[0], ANN[1]], 'q', false],
    ['all faces, but none of its photo', [...ANN], 'r', false],
    ['all faces, where there is none', [...ANN], undefined, false],
  ])('takes or leaves the profile image with %s', (_, chosen, digest, goes) => {
    expect(plan(chosen, digest).map(({ profileImage }) => profileImage)).toEqual([goes]);
  });

  it('takes a photo that waits with the last face of its user', () => {
    const waiting = (chosen: readonly FaceRecord[]) =>
      plan(chosen, undefined, true).map(({ waitingPhoto }) => waitingPhoto);
    expect(waiting([ANN[0], ANN[1], BO[0]])).toEqual([false, true]);
    expect(waiting([...ANN])).toEqual([true]);
  });
});
