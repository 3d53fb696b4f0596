import { afterAll, beforeAll } from 'vitest';
import type { FaceModels } from '../../src/face/extract.js';
import { findPack } from '../../src/models/packs.js';
import { ModelSession, type Output } from '../../src/models/session.js';

/** The models of the standard pack, opened once for a test file and released at its end. */
export function standardModels(): FaceModels {
  const opened: Partial<Record<keyof FaceModels, ModelSession>> = {};
  beforeAll(async () => {
    const { files } = findPack('standard');
    opened.detector = await ModelSession.open(files.detector);
    opened.landmarks = await ModelSession.open(files.landmarks);
    opened.encoder = await ModelSession.open(files.encoder);
  });
  afterAll(async () => {
    for (const session of Object.values(opened)) await session.release();
  });
  // Filled by the time a test uses it.
  return opened as FaceModels;
}

/** A model that answers with what `run` makes of its input. */
export function fakeModel(
  run: (pixels: Uint8Array, shape: readonly number[]) => Readonly<Record<string, Output>>,
): ModelSession {
  const model = {
    run: async (pixels: Uint8Array, shape: readonly number[]) =>
      new Map(Object.entries(run(pixels, shape))),
    release: async () => {},
  };
  return model as unknown as ModelSession;
}
