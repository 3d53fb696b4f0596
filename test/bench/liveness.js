/** How well photos of people are told from photos of prints and screens. */

import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import sharp from 'sharp';
import { MIN_LIVENESS } from '../../dist/domain/limits.js';
import { DEFAULT_PACK } from '../../dist/domain/option-values.js';
import { findPack } from '../../dist/models/packs.js';
import { ExtractionPool } from '../../dist/workers/pool.js';
import { atLeast, atMost, Figures, number, percent, ROOT, withTemporaryFolder } from './support.js';

const SHARED = join(ROOT, '..', 'shared');
const MODEL = join(SHARED, 'models', 'minifasnet_v2se.onnx');
const PHOTOS = join(SHARED, 'photos');

/** Photos of people: by web and door cameras, portraits, and tight crops of the press and of five groups. */
const PEOPLE = {
  'web and door cameras': ['pad/real'],
  portraits: ['portraits', 'people'],
  'LFW, tight crops': ['lfw/photos'],
  'groups, tight crops': ['black', 'children', 'east-asian', 'indian', 'white'].map(
    (group) => `groups/${group}`,
  ),
};
const FAKES = 'pad/fake';

/** Head shots are cut out of these; as many times as wide as the face. */
const CUT = ['pad/real', 'portraits', 'people'];
const TIGHTNESS = [1, 1.15, 1.3, 1.45, 1.6, 1.8, 2];

/** A face is in the middle of a head shot but for this share of its side: above it there is hair. */
const FACE_BELOW_MIDDLE = 0.08;

/** Smaller than this no photo is taken, in pixels. */
const LEAST_SIDE = 100;

export const SUMMARY = 'tells photos of people from photos of prints and screens';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {};

/** Every photo is assessed, none refused for anything but the lack of a face. */
const POLICY = {
  multipleFaces: 'largest',
  quality: { level: 'off' },
  minLiveness: 0,
  timeoutMs: 60_000,
};

export async function run() {
  const figures = new Figures();
  if (!existsSync(MODEL)) {
    console.log(`Skipped liveness: it needs the model ${MODEL}, which is not there.`);
    return figures;
  }
  const pool = new ExtractionPool({
    ...findPack(DEFAULT_PACK).models,
    liveness: { path: MODEL },
  });
  try {
    const fakes = await assessAll(pool, photosOf(FAKES));
    for (const [name, folders] of Object.entries(PEOPLE)) {
      const people = await assessAll(pool, folders.flatMap(photosOf));
      if (name === 'web and door cameras') addAuc(figures, people, fakes);
      add(figures, `people refused: ${name}`, people, 0.03);
    }
    add(figures, 'prints and screens refused', fakes);
    await withTemporaryFolder(async (folder) => {
      const heads = await assessAll(pool, await headShots(pool, CUT.flatMap(photosOf), folder));
      add(figures, 'people refused: head shots cut out', heads, 0.01);
      const tightFakes = await headShots(pool, photosOf(FAKES), join(folder, 'fakes'));
      add(figures, 'prints and screens refused, cut likewise', await assessAll(pool, tightFakes));
    });
  } finally {
    await pool.close();
  }
  return figures;
}

/** How many of some photos are below the default limit. */
function add(figures, label, values, most) {
  const refused = values.filter((value) => value < MIN_LIVENESS).length;
  const share = refused / values.length;
  const text = `${number(refused)} of ${number(values.length)}, ${percent(share)}`;
  figures.add(label, text, most && atMost(share, most, percent(most, 1)));
}

function addAuc(figures, people, fakes) {
  const auc = areaUnderCurve(people, fakes);
  figures.add('AUC, web and door cameras', auc.toFixed(4), atLeast(auc, 0.98, '0.98'));
}

function photosOf(folder) {
  const path = join(PHOTOS, folder);
  const photos = readdirSync(path).filter((file) => /\.(jpe?g|png)$/i.test(file));
  return photos.sort().map((file) => join(path, file));
}

/** The liveness of the largest face of each photo that has one. */
async function assessAll(pool, files) {
  const extractions = await extractAll(pool, files, {});
  return extractions.flatMap(({ sample }) => (sample ? [sample.liveness] : []));
}

/** What extraction makes of each file, in their order. */
async function extractAll(pool, files, options) {
  const made = [];
  const next = files.entries();
  const work = async () => {
    for (const [i, path] of next) {
      const job = { path, knownDigests: [], profileImage: false, policy: POLICY, ...options };
      made[i] = await pool.extract(job);
    }
  };
  await Promise.all(Array.from({ length: pool.capacity }, work));
  return made;
}

/** Cuts squares around the largest face of each photo, in each tightness that leaves a tenth of the photo out. */
async function headShots(pool, files, folder) {
  mkdirSync(folder, { recursive: true });
  const reports = await extractAll(pool, files, { inspect: {} });
  const cut = [];
  for (const [i, { report }] of reports.entries()) {
    const face = report?.faces[report.chosen ?? -1];
    if (!face || report.rotated !== 0) continue;
    // The report's size comes from a smaller decoding and may be a pixel off.
    const { width, height } = await sharp(files[i]).metadata();
    for (const tightness of TIGHTNESS) {
      const area = squareAround(face.box, tightness, { width, height });
      if (Math.min(area.width, area.height) < LEAST_SIDE) continue;
      if (area.width * area.height > 0.9 * width * height) continue;
      const path = join(folder, `${i}-${parse(files[i]).name}-${tightness}.jpg`);
      await sharp(files[i]).extract(area).jpeg({ quality: 92 }).toFile(path);
      cut.push(path);
    }
  }
  return cut;
}

/** A square that is so many times as wide as a face, as far as it lies in the photo. */
function squareAround(box, tightness, { width, height }) {
  const side = Math.max(box.width, box.height) * tightness;
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2 - FACE_BELOW_MIDDLE * side;
  const left = Math.max(0, Math.round(x - side / 2));
  const top = Math.max(0, Math.round(y - side / 2));
  return {
    left,
    top,
    width: Math.min(width, Math.round(x + side / 2)) - left,
    height: Math.min(height, Math.round(y + side / 2)) - top,
  };
}

/** The chance that a photo of a person has the higher liveness; a tie counts half. */
function areaUnderCurve(real, fake) {
  let wins = 0;
  for (const r of real) for (const f of fake) wins += r > f ? 1 : r === f ? 0.5 : 0;
  return wins / (real.length * fake.length);
}
