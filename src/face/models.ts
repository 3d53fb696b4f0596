import type { DetectorFamilyName } from '../models/manifest.js';
import type { AlignedFormat, PackModels } from '../models/packs.js';
import { ModelSession } from '../models/session.js';
import type { Deadline } from './deadline.js';

/** An opened detector and its family. */
export interface DetectorModel {
  readonly session: ModelSession;
  readonly family: DetectorFamilyName;
}

/** An opened encoder and its format. */
export interface EncoderModel {
  readonly session: ModelSession;
  readonly format: AlignedFormat;
}

/** The opened models of a pack. */
export interface FaceModels {
  readonly detector: DetectorModel;
  readonly landmarks: ModelSession;
  readonly encoder: EncoderModel;
  /** Present when installed. */
  readonly liveness?: ModelSession;
}

/** Opens the encoder of a pack alone. Release it before its thread ends. */
export async function openEncoder({ encoder }: PackModels): Promise<EncoderModel> {
  return { session: await ModelSession.open(encoder.path), format: encoder.format };
}

/** Opens all models of a pack. Release them before their thread ends. */
export async function openFaceModels(pack: PackModels): Promise<FaceModels> {
  const [detector, landmarks, encoder, liveness] = await Promise.all([
    ModelSession.open(pack.detector.path),
    ModelSession.open(pack.landmarks.path),
    openEncoder(pack),
    pack.liveness && ModelSession.open(pack.liveness.path),
  ]);
  return {
    detector: { session: detector, family: pack.detector.family },
    landmarks,
    encoder,
    ...(liveness && { liveness }),
  };
}

/** Releases what `openFaceModels` opened. */
export async function releaseFaceModels(models: FaceModels): Promise<void> {
  await models.detector.session.release();
  await models.landmarks.release();
  await models.encoder.session.release();
  await models.liveness?.release();
}

/** Wraps models so that they refuse to run after a photo's time limit. */
export function guarded(models: FaceModels, deadline: Deadline): FaceModels {
  return {
    detector: { ...models.detector, session: deadline.guard(models.detector.session) },
    landmarks: deadline.guard(models.landmarks),
    encoder: { ...models.encoder, session: deadline.guard(models.encoder.session) },
    ...(models.liveness && { liveness: deadline.guard(models.liveness) }),
  };
}
