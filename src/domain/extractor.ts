import { excerpt } from './text.js';

/** What makes a sample what it is, apart from the photo and the options of an import. */
export interface ExtractorFacts {
  /** Of the templates, as in the manifest of the models. */
  readonly encoder: string;
  /** SHA-256 of each model's file, hexadecimal; absent for the liveness model where it is not installed. */
  readonly models: {
    readonly detector: string;
    readonly landmarks: string;
    readonly encoder: string;
    readonly liveness?: string;
  };
  /** See PIPELINE_VERSION. */
  readonly pipeline: number;
}

/** What another program has noted of itself, made safe to show; undefined if it is something else. */
export function extractorOf(noted: unknown): ExtractorFacts | undefined {
  if (!isRecord(noted) || !isRecord(noted.models)) return undefined;
  const { encoder, pipeline } = noted;
  const { detector, landmarks, encoder: model, liveness } = noted.models;
  const texts = [encoder, detector, landmarks, model, liveness ?? ''];
  if (!texts.every((text) => typeof text === 'string') || typeof pipeline !== 'number') {
    return undefined;
  }
  const [name = '', ...digests] = texts.map((text) => excerpt(text));
  const [d = '', l = '', m = '', live = ''] = digests;
  const models = { detector: d, landmarks: l, encoder: m };
  return { encoder: name, pipeline, models: live === '' ? models : { ...models, liveness: live } };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Digits of a digest that are shown: enough to tell two files apart. */
const SHOWN_DIGITS = 12;

/** In what two differ, each named with both: "encoder dlib here, mobilefacenet-tf there". */
export function extractorDifferences(
  ours: ExtractorFacts,
  theirs: ExtractorFacts,
  [here, there]: readonly [here: string, there: string],
): readonly string[] {
  const [p, q] = [rowsOf(ours), rowsOf(theirs)];
  return Object.keys(p)
    .filter((name) => p[name] !== q[name])
    .map((name) => `${name} ${p[name]} ${here}, ${q[name]} ${there}`);
}

function rowsOf({ encoder, models, pipeline }: ExtractorFacts): Record<string, string> {
  const digest = (model: string | undefined) => model?.slice(0, SHOWN_DIGITS) ?? 'none';
  return {
    encoder,
    'detector model': digest(models.detector),
    'landmark model': digest(models.landmarks),
    'encoder model': digest(models.encoder),
    'liveness model': digest(models.liveness),
    'pipeline version': String(pipeline),
  };
}
