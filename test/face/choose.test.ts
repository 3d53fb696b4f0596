import { describe, expect, it } from 'vitest';
import { choose } from '../../src/face/choose.js';
import { faceAt } from '../support/faces.js';

const view = { width: 600, scale: 2 };

describe('the face of a photo', () => {
  it.each(['refuse', 'dominant', 'largest'] as const)('that has one is that one (%s)', (policy) => {
    expect(choose([faceAt(10, 100)], policy, view)).toBe(0);
  });

  it.each([
    ['much smaller than it', faceAt(300, 49)],
    ['far less certain than it', faceAt(300, 90, 0.44)],
  ])('dominates others that are %s', (_, other) => {
    expect(choose([faceAt(10, 100), other], 'dominant', view)).toBe(0);
    expect(choose([faceAt(10, 100), other], 'refuse', view)).toMatchObject({
      code: 'MULTIPLE_FACES',
    });
  });

  it.each([
    ['half as wide', faceAt(300, 50)],
    ['half as certain', faceAt(300, 100, 0.46)],
  ])('does not dominate another one that is %s', (_, other) => {
    const faces = [faceAt(10, 100), other];
    expect(choose(faces, 'dominant', view)).toMatchObject({ code: 'MULTIPLE_FACES' });
    expect(choose(faces, 'largest', view)).toBe(0);
  });

  it('can dominate a larger one of which the models are not certain: a poster', () => {
    const [poster, person] = [faceAt(10, 110, 0.4), faceAt(300, 100, 0.9)];
    expect(choose([poster, person], 'dominant', view)).toBe(1);
    expect(choose([poster, person], 'largest', view)).toBe(0);
  });

  it('that cannot be chosen is told with the faces that could be meant, in pixels of the photo, and where they are', () => {
    const faces = [faceAt(0, 120), faceAt(260, 100), faceAt(480, 90), faceAt(400, 20)];
    expect(choose(faces, 'dominant', view)).toMatchObject({
      message:
        'the photo shows 3 faces that could be meant: 240 pixels wide (left), 200 pixels wide (middle) and 180 pixels wide (right)',
    });
  });
});
