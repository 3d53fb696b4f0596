/** How well photos of people are told from photos of prints and screens. */

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MIN_LIVENESS } from '../../dist/domain/limits.js';
import { DEFAULT_PACK, findPack } from '../../dist/models/packs.js';
import { ExtractionPool } from '../../dist/workers/pool.js';
import { atLeast, atMost, Figures, number, percent, ROOT } from './support.js';

const SHARED = join(ROOT, '..', 'shared');
const MODEL = join(SHARED, 'models', 'minifasnet_v2se.onnx');

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
  const real = await assessAll(pool, join(SHARED, 'photos', 'pad', 'real'));
  const fake = await assessAll(pool, join(SHARED, 'photos', 'pad', 'fake'));
  await pool.close();
  figures.add('photos of people', `${number(real.length)} assessed`);
  figures.add('photos of prints and screens', `${number(fake.length)} assessed`);
  const auc = areaUnderCurve(real, fake);
  figures.add('AUC', auc.toFixed(4), atLeast(auc, 0.98, '0.98'));
  const below = (values) => values.filter((v) => v < MIN_LIVENESS).length / values.length;
  const refused = below(real);
  figures.add(
    `people refused below ${MIN_LIVENESS}`,
    percent(refused),
    atMost(refused, 0.03, '3%'),
  );
  figures.add(`prints and screens refused below ${MIN_LIVENESS}`, percent(below(fake)));
  return figures;
}

async function assessAll(pool, folder) {
  const values = [];
  const files = readdirSync(folder);
  const next = files.values();
  const work = async () => {
    for (const file of next) {
      const job = { path: join(folder, file), knownDigests: [], profileImage: false };
      const { sample, failure } = await pool.extract({ ...job, policy: POLICY });
      if (sample) values.push(sample.liveness);
      else console.log(`${file}: ${failure.code}`);
    }
  };
  await Promise.all(Array.from({ length: pool.capacity }, work));
  return values;
}

/** The chance that a photo of a person has the higher liveness; a tie counts half. */
function areaUnderCurve(real, fake) {
  let wins = 0;
  for (const r of real) for (const f of fake) wins += r > f ? 1 : r === f ? 0.5 : 0;
  return wins / (real.length * fake.length);
}
