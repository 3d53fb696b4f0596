import { type Failure, fail } from '../domain/failures.js';
import type { MeasureName, Quality, QualityPolicy } from '../domain/quality.js';

/** What a level asks of a measure: its native value within the bounds, both included. */
interface Limit {
  readonly measure: MeasureName;
  readonly level: Readonly<Record<Exclude<QualityPolicy['level'], 'off'>, Bounds | undefined>>;
  /** What is wrong, with the value. */
  readonly problem: (value: number) => string;
  readonly advice: string;
}

interface Bounds {
  readonly least?: number;
  readonly most?: number;
  /** The sign does not matter. */
  readonly absolute?: boolean;
}

const percent = (share: number): string => `${Math.round(share * 100)}%`;
const degrees = (value: number): string => `${Math.round(Math.abs(value))} degrees`;

/**
 * What each level refuses. Lenient refuses what gives no usable template, standard what
 * often fails to be recognized, strict what an identity document would not accept
 * (ISO/IEC 19794-5, 29794-5). "Left" and "right" are the viewer's.
 */
const LIMITS: readonly Limit[] = [
  {
    measure: 'headPoseYaw',
    level: {
      lenient: { most: 60, absolute: true },
      standard: { most: 50, absolute: true },
      strict: { most: 20, absolute: true },
    },
    problem: (v) => `the face is turned ${degrees(v)} to the ${v < 0 ? 'left' : 'right'}`,
    advice: 'take it from the front',
  },
  {
    measure: 'headPosePitch',
    level: {
      lenient: { most: 50, absolute: true },
      standard: { most: 40, absolute: true },
      strict: { most: 20, absolute: true },
    },
    problem: (v) => `the face looks ${degrees(v)} ${v < 0 ? 'down' : 'up'}`,
    advice: 'hold the camera at the height of the eyes',
  },
  {
    measure: 'headPoseRoll',
    level: { lenient: undefined, standard: undefined, strict: { most: 15, absolute: true } },
    problem: (v) => `the head is tilted by ${degrees(v)}`,
    advice: 'hold the head upright',
  },
  {
    measure: 'eyesOpen',
    level: { lenient: { least: 0.05 }, standard: { least: 0.1 }, strict: { least: 0.17 } },
    problem: (v) => `the eyes are closed or hidden (opening ${v.toFixed(2)})`,
    advice: 'open the eyes and take off dark glasses',
  },
  {
    measure: 'mouthClosed',
    level: { lenient: undefined, standard: { most: 0.3 }, strict: { most: 0.1 } },
    problem: (v) => `the mouth is open (${percent(v)} of the face)`,
    advice: 'close the mouth',
  },
  {
    measure: 'interEyeDistance',
    level: { lenient: undefined, standard: undefined, strict: { least: 60 } },
    problem: (v) => `the eyes are only ${Math.floor(v)} pixels apart`,
    advice: 'take it from nearer or with more pixels',
  },
  {
    measure: 'sharpness',
    level: { lenient: { least: 0.03 }, standard: { least: 0.045 }, strict: { least: 0.09 } },
    problem: (v) => `the face is blurred (sharpness ${v.toFixed(3)})`,
    advice: 'hold the camera still and focus on the face',
  },
  {
    measure: 'underExposurePrevention',
    level: { lenient: { most: 0.7 }, standard: { most: 0.5 }, strict: { most: 0.15 } },
    problem: (v) => `${percent(v)} of the face are too dark to show anything`,
    advice: 'use more light from the front',
  },
  {
    measure: 'overExposurePrevention',
    level: { lenient: { most: 0.6 }, standard: { most: 0.4 }, strict: { most: 0.1 } },
    problem: (v) => `${percent(v)} of the face are burnt out`,
    advice: 'use less light, and no flash from near',
  },
  {
    measure: 'luminanceVariance',
    level: { lenient: { least: 0.0005 }, standard: { least: 0.001 }, strict: { least: 0.004 } },
    problem: (v) => `the face has hardly any contrast (${v.toFixed(4)})`,
    advice: 'clean the lens and avoid light from behind',
  },
  {
    measure: 'illuminationUniformity',
    level: { lenient: undefined, standard: undefined, strict: { least: 0.3 } },
    problem: (v) => `one side of the face is much darker (${percent(v)} alike)`,
    advice: 'use even light from the front',
  },
  {
    measure: 'faceOcclusion',
    level: { lenient: undefined, standard: { most: 0.6 }, strict: { most: 0.3 } },
    problem: (v) => `${percent(v)} of the face are covered or in deep shadow`,
    advice: 'take off masks and scarves and keep hands and hair out of the face',
  },
];

/** The measures that a photo can be refused for. */
export const JUDGED: readonly MeasureName[] = LIMITS.map(({ measure }) => measure);

/** The least unified quality of each level; LFW photos have 0.66 or more. */
const LEAST_QUALITY = { lenient: 0.35, standard: 0.5, strict: 0.7 } as const;

/** Measures of a face that a policy does not accept. */
export function shortfalls(
  { measures }: Quality,
  { level }: QualityPolicy,
): readonly { readonly measure: MeasureName; readonly problem: string; readonly advice: string }[] {
  if (level === 'off') return [];
  return LIMITS.flatMap((limit) => {
    const value = measures.find(({ name }) => name === limit.measure)?.value;
    const bounds = limit.level[level];
    if (value === undefined || !bounds || isWithin(value, bounds)) return [];
    return [{ measure: limit.measure, problem: limit.problem(value), advice: limit.advice }];
  });
}

/** Why a photo of this quality is refused; undefined when it is accepted. */
export function judge(quality: Quality, policy: QualityPolicy): Failure | undefined {
  const wrong = shortfalls(quality, policy);
  const least = policy.least ?? (policy.level === 'off' ? 0 : LEAST_QUALITY[policy.level]);
  if (wrong.length === 0 && quality.quality >= least) return undefined;
  const reasons = wrong.length > 0 ? wrong : weakest(quality);
  const advice = `Use another photo: ${reasons.map((reason) => reason.advice).join('; ')}.`;
  const details = {
    quality: quality.quality,
    least,
    problems: reasons.map(({ problem }) => problem),
  };
  return fail('FACE_QUALITY_TOO_LOW', details, reasons.length > 0 ? advice : undefined);
}

/** Of a face that passes every limit but is poor on the whole: what drags it down most. */
function weakest({ measures }: Quality): readonly { problem: string; advice: string }[] {
  const poor = measures.flatMap(({ name, value, component }) => {
    const limit = LIMITS.find((l) => l.measure === name);
    if (!limit || value === undefined || component === undefined || component >= POOR) return [];
    return [{ component, problem: limit.problem(value), advice: limit.advice }];
  });
  return poor.sort((p, q) => p.component - q.component).slice(0, 2);
}

/** A component below this is worth naming. */
const POOR = 60;

function isWithin(value: number, { least, most, absolute }: Bounds): boolean {
  const size = absolute ? Math.abs(value) : value;
  return size >= (least ?? Number.NEGATIVE_INFINITY) && size <= (most ?? Number.POSITIVE_INFINITY);
}
