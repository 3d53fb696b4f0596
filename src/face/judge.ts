import { against } from '../domain/against.js';
import { type Failure, fail } from '../domain/failures.js';
import type { PhotoProblem } from '../domain/photo-problem.js';
import type { MeasureName, Quality, QualityPolicy } from '../domain/quality.js';
import { DECISIVE } from './assess.js';
import type { Limit, Scale, Side } from './limit.js';
import { LIMITS } from './quality-levels.js';

/** A fault of a face, and what to do about it. */
interface Reason {
  readonly problem: string;
  readonly advice: string;
}

/** A measure that a photo is refused for. */
interface Fault extends Reason, PhotoProblem {}

/** Measures for which a photo can be refused. */
export const JUDGED: readonly MeasureName[] = LIMITS.map(({ measure }) => measure);

/** Least unified quality of each level; LFW photos have at least 0.66. */
const LEAST_QUALITY = { lenient: 0.35, standard: 0.5, strict: 0.7 } as const;

/** Measures outside a policy's limits, without those that others explain. */
export function shortfalls({ measures }: Quality, { level }: QualityPolicy): readonly Fault[] {
  if (level === 'off') return [];
  const off = beyondLimits(measures, level);
  const grave = beyondLimits(measures, 'standard').map(({ measure }) => measure);
  const explain = off.map(({ measure }) => measure).filter((measure) => grave.includes(measure));
  return off.filter(({ measure }) => {
    const { explainedBy = [] } = LIMITS.find((limit) => limit.measure === measure) as Limit;
    return !explainedBy.some((other) => explain.includes(other));
  });
}

function beyondLimits(
  measures: Quality['measures'],
  level: Exclude<QualityPolicy['level'], 'off'>,
): readonly Fault[] {
  return LIMITS.flatMap((limit): Fault[] => {
    const value = measures.find(({ name }) => name === limit.measure)?.value;
    if (value === undefined) return [];
    const { measure, scale, low, high } = limit;
    const [least, most] = [low?.bound[level], high?.bound[level]];
    if (low && least !== undefined && value < least) {
      return [{ measure, side: 'low', ...reason(low, beyond(value, least, scale)) }];
    }
    if (high && most !== undefined && value > most) {
      return [{ measure, side: 'high', ...reason(high, beyond(value, most, scale)) }];
    }
    return [];
  });
}

/** Why a photo of this quality is refused; undefined when it is accepted. */
export function judge(quality: Quality, policy: QualityPolicy): Failure | undefined {
  const least = leastOf(policy);
  if (shortfalls(quality, policy).length === 0 && quality.quality >= least) return undefined;
  const reasons = faultsOf(quality, policy);
  const advice = `Use another photo: ${reasons.map((reason) => reason.advice).join('; ')}.`;
  const details = {
    quality: quality.quality,
    least,
    problems: reasons.map(({ problem }) => problem),
  };
  return fail('FACE_QUALITY_TOO_LOW', details, reasons.length > 0 ? advice : undefined);
}

/** What a refused photo is told: what is outside the limits, or else what is worst. */
export function faultsOf(quality: Quality, policy: QualityPolicy): readonly Fault[] {
  const wrong = shortfalls(quality, policy);
  return wrong.length > 0 ? wrong : weakest(quality);
}

function leastOf({ least, level }: QualityPolicy): number {
  return least ?? (level === 'off' ? 0 : LEAST_QUALITY[level]);
}

/** Components below this are worth mentioning. */
const POOR = 60;

/** The worst measures of a face that passes every limit but has a low quality overall. */
function weakest({ measures }: Quality): readonly Fault[] {
  const poor = measures.flatMap(({ name, value, component }) => {
    const limit = LIMITS.find((l) => l.measure === name && DECISIVE.includes(name));
    if (!limit || value === undefined || component === undefined || component >= POOR) return [];
    const side = sideOf(limit, value);
    const told = reason(limit[side] as Side, alone(value, limit.scale));
    return [{ component, measure: name, side, ...told }];
  });
  return poor.sort((p, q) => p.component - q.component).slice(0, 2);
}

/** The nearer side for a value that no level refuses. */
function sideOf({ measure, low, high, middle = 0 }: Limit, value: number): PhotoProblem['side'] {
  if (!low && !high) throw new Error(`${measure} has no limit on either side`);
  if (low && high) return value < middle ? 'low' : 'high';
  return low ? 'low' : 'high';
}

function reason({ problem, advice }: Side, text: string): Reason {
  return { problem: `${problem} (${text})`, advice };
}

/** "opening 0.04, at least 0.10": a refused value and its limit. */
function beyond(native: number, bound: number, scale: Scale): string {
  const [value, limit] = [shown(native, scale), shown(bound, scale)];
  const rounded = against(value, limit, scale.digits);
  const most = value < limit ? 'least' : 'most';
  return `${inWords(rounded.value, scale)}, at ${most} ${rounded.limit}${signOf(scale)}`;
}

/** "opening 0.12". */
function alone(native: number, scale: Scale): string {
  return inWords(shown(native, scale).toFixed(scale.digits), scale);
}

function inWords(value: string, scale: Scale): string {
  const { name, unit = '' } = scale;
  return `${name === undefined ? '' : `${name} `}${value}${signOf(scale)}${unit}`;
}

function signOf({ percent = false }: Scale): string {
  return percent ? '%' : '';
}

/** Formats a native value for messages. */
function shown(native: number, { percent = false, signless = false }: Scale): number {
  // 0.07 * 100 is 7.000000000000001.
  const value = percent ? Number((native * 100).toPrecision(15)) : native;
  return signless ? Math.abs(value) : value;
}
