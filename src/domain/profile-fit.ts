import { against } from './against.js';
import type { Lack, Limit, Limited, PhotoFacts, PhotoProfile } from './photo-profile.js';
import { alternatives } from './text.js';

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
  faceArea: { name: 'the share of the face in the photo', ...PERCENT },
  headHeight: {
    name: "the height of the head, from chin to estimated crown, in the photo's",
    ...PERCENT,
  },
  eyesFromBottom: { name: 'the height of the eyes above the lower edge', ...PERCENT },
  yaw: { name: 'the turn of the head to the side', ...DEGREES },
  pitch: { name: 'the turn of the head up or down', ...DEGREES },
  roll: { name: 'the tilt of the head', ...DEGREES },
};

/** The name of a measure, for people: "the distance of the eyes". */
export function measureText(of: Limited): string {
  return TOLD[of].name;
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

function wrongFormat({ formats }: PhotoProfile, { format }: PhotoFacts): readonly Lack[] {
  if (!formats || formats.of.includes(format)) return [];
  const wanted = alternatives(formats.of.map((one) => one.toUpperCase()));
  const text = `the photo is a ${format.toUpperCase()}; only ${wanted} is accepted`;
  return [{ of: 'format', text, isAdvice: false }];
}

function lackOf(limit: Limit, { measured }: PhotoFacts): readonly Lack[] {
  const { of, most } = limit;
  const value = measured[of];
  if (value === undefined) return [];
  const least = leastIn(limit, measured);
  const isAdvice = limit.isAdvice ?? false;
  if (least !== undefined && value < least) {
    const wanted = `is ${isAdvice ? 'recommended' : 'needed'}`;
    return [{ of, text: textOf(of, value, { word: 'least', limit: least, wanted }), isAdvice }];
  }
  if (most !== undefined && value > most) {
    const wanted = `is ${isAdvice ? 'recommended' : 'accepted'}`;
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
  const scaled = (one: number): number => Number((one * times).toPrecision(12));
  const shown = against(scaled(value), scaled(limit), digits);
  return `${name} is ${shown.value}${unit}; at ${word} ${shown.limit}${unit} ${wanted}`;
}
