/** Makes photos of all kinds fit profiles of all kinds, and says what was not as it must be. */

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { FAILURES } from '../../dist/domain/failures.js';
import { sniff } from '../../dist/domain/photo-format.js';
import { LIMITED } from '../../dist/domain/photo-profile.js';
import { lacksOf } from '../../dist/domain/profile-fit.js';
import { Deadline } from '../../dist/face/deadline.js';
import { PhotoFileDecoder } from '../../dist/face/decode.js';
import { fitPhoto } from '../../dist/face/fit.js';
import { see } from '../../dist/face/fit-see.js';
import { openFaceModels, releaseFaceModels } from '../../dist/face/models.js';
import { findPack } from '../../dist/models/packs.js';
import { readProfiles } from '../../dist/models/profiles.js';
import { mutate, randomOf } from './mutate.js';

const PHOTOS = fileURLToPath(new URL('../../fixtures/photos', import.meta.url));

/** A photo may take so long, in milliseconds. */
const TIME_LIMIT = 60_000;

/** Ranges from which the limits of made-up profiles are drawn. */
const RANGES = {
  bytes: [1_000, 300_000],
  width: [80, 1_500],
  height: [80, 1_500],
  aspect: [0.3, 2],
  compression: [2, 60],
  faces: [1, 3],
  eyeDistance: [20, 400],
  faceWidth: [40, 800],
  faceHeight: [40, 800],
  faceArea: [0.03, 0.9],
  headHeight: [0.2, 1],
  eyesFromBottom: [0.3, 0.9],
  yaw: [-45, 45],
  pitch: [-45, 45],
  roll: [-45, 45],
};

/**
 * Photos that are made to fit, all told by `seed`; those that did harm go into the folder `keep`.
 * Returns how they ended, and what went wrong: an exception, an ending that is none, a picture that
 * does not keep its own profile, was enlarged or carries metadata.
 *
 * @param {{ count: number, seed: number, keep?: string, onDone?: (done: number) => void }} options
 * @returns {Promise<{ endings: Record<string, number>, wrong: string[] }>}
 */
export async function fuzzProfiles({ count, seed, keep, onDone = () => {} }) {
  const files = readdirSync(PHOTOS)
    .sort()
    .map((name) => ({ name, bytes: readFileSync(join(PHOTOS, name)) }));
  const shipped = readProfiles();
  const models = await openFaceModels(findPack('standard').models);
  const random = randomOf(seed);
  const endings = {};
  const wrong = [];
  for (let index = 0; index < count; index += 1) {
    const { bytes, what } =
      random() < 0.1 ? mutate(files, random) : await placed(pick(files, random), random);
    const profile = random() < 0.5 ? pick(shipped, random) : madeUp(random);
    const started = performance.now();
    const { code, problem } = await endingOf(bytes, profile, models);
    const ms = performance.now() - started;
    endings[code] = (endings[code] ?? 0) + 1;
    const told = ms > TIME_LIMIT ? `took ${Math.round(ms)} ms` : problem;
    if (told) {
      wrong.push(`seed ${seed}, number ${index} (${what}, ${profile.title}): ${told}`);
      if (keep) {
        writeFileSync(join(keep, `${seed}-${index}`), bytes);
        writeFileSync(join(keep, `${seed}-${index}.json`), JSON.stringify(profile));
      }
    }
    onDone(index + 1);
  }
  await releaseFaceModels(models);
  return { endings, wrong };
}

const pick = (list, random) => list[Math.floor(random() * list.length)];
const between = (low, high, random) => low + (high - low) * random();
const whole = (low, high, random) => Math.round(between(low, high, random));

/** Up to five limits, of which some contradict each other. */
function madeUp(random) {
  const limits = Array.from({ length: whole(0, 5, random) }, () => {
    const of = pick(LIMITED, random);
    const [p, q] = [0, 1].map(() => between(...RANGES[of], random)).sort((a, b) => a - b);
    const kind = random();
    return {
      ...{ of, source: 'made up', date: '2026-01-01' },
      ...(kind < 0.8 && { least: p }),
      ...(kind > 0.4 && { most: q }),
      ...(random() < 0.2 && { isAdvice: true }),
      ...(random() < 0.1 && { upTo: { width: 600, height: 400 } }),
    };
  });
  const of = pick([['jpeg'], ['png'], ['jpeg', 'png']], random);
  const formats = random() < 0.7 && { formats: { of, source: 'made up', date: '2026-01-01' } };
  const title = limits.map(({ of, least, most }) => `${of} ${least}..${most}`).join(', ');
  return { name: 'made-up', title, limits, ...formats };
}

/** A portrait somewhere on a wall, perhaps cut off, turned, gray, small, with others or damaged by compression. */
async function placed({ name, bytes }, random) {
  const canvas = { width: whole(100, 1_400, random), height: whole(100, 1_400, random) };
  const side = Math.max(
    40,
    Math.round(Math.min(...Object.values(canvas)) * between(0.2, 1.6, random)),
  );
  const portrait = await sharp(bytes)
    .autoOrient()
    .resize(side, side, { fit: 'cover' })
    .png()
    .toBuffer();
  // Composed on a wall that it may stick out of.
  const wall = { width: canvas.width + 2 * side, height: canvas.height + 2 * side };
  const at = () => ({
    left: side + Math.round(between(-0.3, 1, random) * (canvas.width - 0.4 * side)),
    top: side + Math.round(between(-0.3, 1, random) * (canvas.height - 0.4 * side)),
  });
  const people = random() < 0.2 ? 2 : 1;
  const layers = Array.from({ length: people }, () => {
    const { left, top } = at();
    return {
      input: portrait,
      left: Math.max(0, Math.min(wall.width - side, left)),
      top: Math.max(0, Math.min(wall.height - side, top)),
    };
  });
  const background = pick(['#b8bec4', '#ffffff', '#101010', '#7f9f3f'], random);
  const whole_ = await sharp({ create: { ...wall, channels: 3, background } })
    .composite(layers)
    .png()
    .toBuffer();
  const cut = await sharp(whole_)
    .extract({ left: side, top: side, ...canvas })
    .png()
    .toBuffer();
  const turn = pick([0, 0, 0, 0, 90, 180, 270, 8, -15], random);
  const orientation = whole(1, 8, random);
  let picture = sharp(cut).rotate(turn, { background });
  if (random() < 0.1) picture = picture.grayscale();
  picture = picture.withMetadata({ orientation });
  const encoded =
    random() < 0.2
      ? picture.png({ palette: random() < 0.3, progressive: random() < 0.5 })
      : picture.jpeg({ quality: whole(8, 100, random), progressive: random() < 0.3 });
  const what = `${name} on ${canvas.width} x ${canvas.height}, side ${side}, turned by ${turn}`;
  return { bytes: await encoded.toBuffer(), what };
}

async function endingOf(bytes, profile, models) {
  try {
    const fitting = await fitPhoto({ profile, photo: { bytes }, timeoutMs: TIME_LIMIT }, models);
    if (fitting.kind === 'failed') {
      const { code } = fitting.failure;
      if (!Object.hasOwn(FAILURES, code)) return { code: 'none', problem: `code ${code}` };
      const ofPhoto = (await seenIn(bytes, models)).code;
      return { code, problem: ofPhoto === code ? undefined : `the photo itself: ${ofPhoto}` };
    }
    if (fitting.kind === 'unfit') return { code: 'unfit', problem: problemOfLacks(fitting.lacks) };
    if (fitting.kind === 'fitted') {
      return { code: 'fitted', problem: await problemOf(fitting.photo, bytes, profile, models) };
    }
    return { code: 'none', problem: `ended as ${fitting.kind}` };
  } catch (error) {
    return { code: 'exception', problem: error.stack };
  }
}

/** What is seen in a photo, or its failure. */
async function seenIn(bytes, models) {
  const { photo } = sniff(bytes);
  if (!photo) return { code: bytes.length > 0 ? 'UNSUPPORTED_FORMAT' : 'FILE_EMPTY' };
  return see(new PhotoFileDecoder(bytes, new Deadline(TIME_LIMIT)), photo, models);
}

function problemOfLacks(lacks) {
  if (lacks.length === 0) return 'unfit, and nothing said why';
  if (lacks.some(({ isAdvice }) => isAdvice)) return 'refused for a recommendation';
  const texts = new Set(lacks.map(({ text }) => text));
  return texts.size < lacks.length ? 'something is said twice' : undefined;
}

async function problemOf({ bytes, width, height, advice }, source, profile, models) {
  const seen = await seenIn(bytes, models);
  if ('code' in seen) return `the picture fails: ${seen.code}`;
  const lacks = lacksOf(profile, seen.facts);
  const binding = lacks.filter(({ isAdvice }) => !isAdvice);
  if (binding.length > 0) return `the picture lacks: ${binding.map(({ text }) => text).join('; ')}`;
  if (JSON.stringify(lacks) !== JSON.stringify(advice)) return 'recommendations are told wrongly';
  if (seen.turn !== 0) return 'the picture is not upright';
  const head = await sharp(bytes).metadata();
  if (head.width !== width || head.height !== height) return 'its size is told wrongly';
  const extra = ['exif', 'icc', 'xmp', 'iptc', 'comments'].filter((one) => head[one]?.length > 0);
  if (extra.length > 0) return `it carries ${extra.join(', ')}`;
  if (head.space !== 'srgb' || head.channels !== 3 || head.isProgressive) return 'no plain picture';
  const before = await sharp(source).metadata();
  const most = Math.max(before.width, before.height);
  return Math.max(width, height) > most ? 'it was enlarged' : undefined;
}
