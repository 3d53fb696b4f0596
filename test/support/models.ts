import { afterAll, beforeAll } from 'vitest';
import { type FaceModels, openFaceModels, releaseFaceModels } from '../../src/face/models.js';
import { findPack } from '../../src/models/packs.js';
import type { ModelSession, Output } from '../../src/models/session.js';

/** The models of the standard pack, opened once for a test file and released at its end. */
export function standardModels(): FaceModels {
  const opened: Partial<Record<keyof FaceModels, unknown>> = {};
  beforeAll(async () => {
    // Without the liveness model, whether or not it is installed.
    const { liveness: _, ...models } = findPack('standard').models;
    Object.assign(opened, await openFaceModels(models));
  });
  afterAll(() => releaseFaceModels(opened as unknown as FaceModels));
  // Filled by the time a test uses it.
  return opened as unknown as FaceModels;
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
