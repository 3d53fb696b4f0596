import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Deadline } from '../../src/face/deadline.js';
import { isFailure, PhotoFileDecoder } from '../../src/face/decode.js';
import type { Picture } from '../../src/face/image.js';
import { type Memory, NEW_MEMORY } from '../../src/face/memory.js';
import { findUpright } from '../../src/face/orientation.js';
import { standardModels } from '../support/models.js';
import { fixture } from '../support/scenario.js';

const models = standardModels();

async function portrait(name: string): Promise<Picture> {
  const bytes = readFileSync(fixture('photos', name));
  const decoder = new PhotoFileDecoder(bytes, new Deadline(60_000));
  const decoded = await decoder.decode(640);
  if (isFailure(decoded)) throw new Error(decoded.message);
  return decoded;
}

/** Memory whose first array turns black before it is read: the first halved copy of a picture. */
function losesFirstCopy(): Memory {
  let first: Int32Array | undefined;
  return {
    bytes: NEW_MEMORY.bytes,
    words(length) {
      first?.fill(0);
      const words = NEW_MEMORY.words(length);
      first ??= words;
      return words;
    },
  };
}

describe('an upright portrait whose first look shows no face, because a copy of it was lost', () => {
  it.each(['large.jpg', '1003.jpg'])('is not laid on its side: %s', async (name) => {
    const picture = await portrait(name);
    const undisturbed = await findUpright(picture, models);
    const disturbed = await findUpright(picture, models, losesFirstCopy());
    expect(disturbed.turn).toBe(0);
    expect(disturbed.faces).toHaveLength(1);
    expect(disturbed.faces).toEqual(undisturbed.faces);
  });
});
