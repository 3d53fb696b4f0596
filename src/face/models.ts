import type { DetectorFamilyName } from '../models/manifest.js';
import type { AlignedFormat, PackModels } from '../models/packs.js';
import { ModelSession } from '../models/session.js';
import type { Deadline } from './deadline.js';

/** An opened detector, and the family that says how it is used. */
export interface DetectorModel {
  readonly session: ModelSession;
  readonly family: DetectorFamilyName;
}

/** An opened encoder, and what it takes and gives. */
export interface EncoderModel {
  readonly session: ModelSession;
  readonly format: AlignedFormat;
}

/** The opened models of a pack. */
export interface FaceModels {
  readonly detector: DetectorModel;
  readonly landmarks: ModelSession;
  readonly encoder: EncoderModel;
  /** Where it is installed. */
  readonly liveness?: ModelSession;
}

/** Opens the encoder of a pack alone; to be released before its thread ends. */
export async function openEncoder({ encoder }: PackModels): Promise<EncoderModel> {
  return { session: await ModelSession.open(encoder.path), format: encoder.format };
}

/** Opens all models of a pack; they must be released before their thread ends. */
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

/** Frees what `openFaceModels` opened. */
export async function releaseFaceModels(models: FaceModels): Promise<void> {
  await models.detector.session.release();
  await models.landmarks.release();
  await models.encoder.session.release();
  await models.liveness?.release();
}

/** The same models, each refusing to run when a photo's time is up. */
export function guarded(models: FaceModels, deadline: Deadline): FaceModels {
  return {
    detector: { ...models.detector, session: deadline.guard(models.detector.session) },
    landmarks: deadline.guard(models.landmarks),
    encoder: { ...models.encoder, session: deadline.guard(models.encoder.session) },
    ...(models.liveness && { liveness: deadline.guard(models.liveness) }),
  };
}
