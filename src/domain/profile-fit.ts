import { against } from './against.js';
import { type Failure, fail } from './failures.js';
import type {
  Lack,
  Limit,
  Limited,
  PhotoFacts,
  PhotoFormat,
  PhotoProfile,
} from './photo-profile.js';
import { alternatives, number } from './text.js';

/** How values of a measure are told. */
interface Told {
  readonly name: string;
  readonly unit?: string;
  /** Digits after the point. */
  readonly digits?: number;
  /** What a value is multiplied by to be told. */
  readonly times?: number;
}

const PIXELS = { unit: ' pixels' };
const PERCENT = { unit: '%', times: 100 };
const DEGREES = { unit: ' degrees' };

const TOLD: Readonly<Record<Limited, Told>> = {
  bytes: { name: 'the size of the file', unit: ' bytes' },
  width: { name: 'the width', ...PIXELS },
  height: { name: 'the height', ...PIXELS },
  aspect: { name: 'the width divided by the height', digits: 2 },
  compression: { name: 'the compression ratio', digits: 1 },
  faces: { name: 'the number of faces' },
  eyeDistance: { name: 'the distance of the eyes', ...PIXELS },
  faceWidth: { name: 'the width of the face', ...PIXELS },
  faceHeight: { name: 'the height of the face', ...PIXELS },
  faceArea: { name: "the face's share of the area", ...PERCENT },
  headHeight: { name: "the head's share of the height (estimated)", ...PERCENT },
  eyesFromBottom: { name: 'the height of the eyes above the lower edge', ...PERCENT },
  yaw: { name: 'the turn of the head to the side', ...DEGREES },
  pitch: { name: 'the turn of the head up or down', ...DEGREES },
  roll: { name: 'the tilt of the head', ...DEGREES },
};

/** What is said of a photo that lacks something for a profile: a failure, or a warning. */
export function unfit({ title }: PhotoProfile, lacks: readonly Lack[]): Failure | undefined {
  if (lacks.length === 0) return undefined;
  return fail('PHOTO_DOES_NOT_FIT', { title, lacks: lacks.map(({ text }) => text) });
}

/** Why a photo is refused for a profile; recommendations refuse nobody. */
export function unfitFor(profile: PhotoProfile, lacks: readonly Lack[] = []): Failure | undefined {
  return unfit(
    profile,
    lacks.filter(({ isAdvice }) => !isAdvice),
  );
}

/** The name of a measure, for people: "the distance of the eyes". */
export function measureText(of: Limited): string {
  return TOLD[of].name;
}

/** A value of a measure as it is told: "1,080 pixels", "69%". */
export function shownValue(of: Limited, value: number, hasUnit = true): string {
  const { unit = '', times = 1 } = TOLD[of];
  return `${number(scaled(value, times))}${hasUnit ? unit : ''}`;
}

/** Without the noise of 0.69 * 100. */
function scaled(value: number, times: number): number {
  return Number((value * times).toPrecision(12));
}

/**
 * What a photo lacks for a profile, in the profile's order. A measure with several limits is told
 * once: by the recommendation only where the limit holds.
 */
export function lacksOf(profile: PhotoProfile, facts: PhotoFacts): readonly Lack[] {
  const found = profile.limits.flatMap((limit) => lackOf(limit, facts));
  const missed = new Set(found.filter(({ isAdvice }) => !isAdvice).map(({ of }) => of));
  const told = found.filter(({ of, isAdvice }) => !isAdvice || !missed.has(of));
  return [...wrongFormat(profile, facts), ...told];
}

/** The format in which photos are written for a profile: PNG only where it takes no JPEG. */
export function writtenFormat({ formats }: Pick<PhotoProfile, 'formats'>): PhotoFormat {
  return formats === undefined || formats.of.includes('jpeg') ? 'jpeg' : 'png';
}

function wrongFormat({ formats }: PhotoProfile, { format }: PhotoFacts): readonly Lack[] {
  if (!formats || formats.of.includes(format)) return [];
  const wanted = alternatives(formats.of.map((one) => one.toUpperCase()));
  const text = `the photo is a ${format.toUpperCase()} (only ${wanted} accepted)`;
  return [{ of: 'format', text, isAdvice: false }];
}

function lackOf(limit: Limit, { measured }: PhotoFacts): readonly Lack[] {
  const { of, most } = limit;
  const value = measured[of];
  if (value === undefined) return [];
  const least = leastIn(limit, measured);
  const isAdvice = limit.isAdvice ?? false;
  // As it is told: noise of a computation breaks no limit.
  const { times = 1 } = TOLD[of];
  const isLess = (p: number, q: number): boolean => scaled(p, times) < scaled(q, times);
  if (least !== undefined && isLess(value, least)) {
    const wanted = isAdvice ? 'recommended' : 'needed';
    return [{ of, text: textOf(of, value, { word: 'least', limit: least, wanted }), isAdvice }];
  }
  if (most !== undefined && isLess(most, value)) {
    const wanted = isAdvice ? 'recommended' : 'accepted';
    return [{ of, text: textOf(of, value, { word: 'most', limit: most, wanted }), isAdvice }];
  }
  return [];
}

/**
 * The least value that a limit allows in a photo of this size. Vendors say "in proportion" of
 * photos above a size, and not of which side: the side that exceeds it further counts.
 */
export function leastIn(
  { least, upTo }: Pick<Limit, 'least' | 'upTo'>,
  { width = 0, height = 0 }: Pick<PhotoFacts['measured'], 'width' | 'height'>,
): number | undefined {
  if (least === undefined || !upTo) return least;
  const [longer, shorter] = [Math.max(width, height), Math.min(width, height)];
  const full = [Math.max(upTo.width, upTo.height), Math.min(upTo.width, upTo.height)] as const;
  return least * Math.max(1, longer / full[0], shorter / full[1]);
}

function textOf(
  of: Limited,
  value: number,
  {
    word,
    limit,
    wanted,
  }: { readonly word: string; readonly limit: number; readonly wanted: string },
): string {
  const { name, unit = '', digits = 0, times = 1 } = TOLD[of];
  const shown = against(scaled(value, times), scaled(limit, times), digits);
  return `${name} is ${grouped(shown.value)}${unit} (at ${word} ${grouped(shown.limit)}${unit} ${wanted})`;
}

/** "31,204" of "31204"; digits after the point stay as they are. */
function grouped(text: string): string {
  return Number.isInteger(Number(text)) ? number(Number(text)) : text;
}
