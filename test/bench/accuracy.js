/** How well the templates of the real command tell people apart. */

import { readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { crossValidated, dividingThreshold, shareRight, thresholdAt } from './error-rates.js';
import {
  atLeast,
  atMost,
  Figures,
  importFaces,
  installedPack,
  number,
  PHOTOS,
  percent,
  withTemporaryFolder,
} from './support.js';
import { dot, readTemplates } from './templates.js';

export const SUMMARY = 'imports the LFW photos and compares their templates';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  models: {
    type: 'text',
    help: 'model pack, or a pack file of models in ../shared/models (standard)',
  },
};

/** The least TMR wanted at an FMR, of the standard pack and of others; 1e-4 is there to be read. */
const RATES = [
  { fmr: 1e-3, standard: 0.91 },
  { fmr: 1e-4 },
  { fmr: 1e-5, standard: 0.55, other: 0.85 },
];
const FOLDS = 10;

export function run({ models = 'standard' }) {
  const folder = join(PHOTOS, 'photos');
  const photos = readdirSync(folder).length;
  console.log(`Importing ${number(photos)} photos ...`);
  return withTemporaryFolder(async (temporary) => {
    const { pack, env } = await installedPack(models, temporary);
    const options = ['--quiet', '--quality', 'off', '--models', pack];
    const { summary } = await importFaces(folder, temporary, options, env);
    const rows = readTemplates(join(temporary, 'bench.db'));
    const templates = new Map(rows.map(({ userId, vector }) => [userId, vector]));
    const figures = new Figures();
    addEnrollment(figures, photos, summary, templates.size);
    const wanted = pack === 'standard' ? 'standard' : 'other';
    addPairAccuracy(figures, templates, wanted);
    addRates(figures, templates, wanted);
    return figures;
  });
}

function addEnrollment(figures, photos, { failed }, enrolled) {
  figures.add('photos', number(photos));
  const share = enrolled / photos;
  figures.add('enrolled', `${number(enrolled)} (${percent(share)})`, atLeast(share, 0.99, '99%'));
  const faceless = failed.by.FACE_NOT_FOUND ?? 0;
  figures.add(
    'without a face',
    `${number(faceless)} (${percent(faceless / photos)})`,
    atMost(faceless / photos, 0.01, '1%'),
  );
  for (const [code, count] of Object.entries(failed.by)) figures.add(`  ${code}`, number(count));
}

/** The labelled pairs. A pair whose photo was not enrolled has no similarity and counts as wrong. */
function addPairAccuracy(figures, templates, pack) {
  // An encoder that is weaker on these pairs may be stronger over all.
  const target = (value) => (pack === 'standard' ? atLeast(value, 0.99, '0.990') : undefined);
  const [, ...rows] = readFileSync(join(PHOTOS, 'pairs.csv'), 'utf8').trim().split(/\r?\n/);
  const pairs = rows.map((row) => {
    const [a, b, same] = row.split(',');
    const [p, q] = [templates.get(parse(a).name), templates.get(parse(b).name)];
    return { same: same === '1', similarity: p && q ? dot(p, q) : undefined };
  });
  const missing = pairs.filter(({ similarity }) => similarity === undefined).length;
  const genuine = pairs.filter(({ same }) => same).length;
  figures.add(
    'labelled pairs',
    `${number(genuine)} genuine, ${number(pairs.length - genuine)} impostor, ${missing} missing`,
  );
  const threshold = dividingThreshold(pairs);
  const best = shareRight(pairs, threshold);
  figures.add(
    `pair accuracy, best threshold (${threshold.toFixed(4)})`,
    best.toFixed(4),
    target(best),
  );
  const validated = crossValidated(pairs, FOLDS);
  figures.add(
    `pair accuracy, ${FOLDS}-fold cross-validated`,
    validated.toFixed(4),
    target(validated),
  );
}

/** Every photo against every other; who is who stands in the file name. */
function addRates(figures, templates, pack) {
  const { genuine, impostor } = compareAll(templates);
  figures.add('all pairs, genuine', number(genuine.length));
  figures.add('all pairs, impostor', number(impostor.length));
  for (const { fmr, [pack]: wanted } of RATES) {
    const threshold = thresholdAt(impostor, fmr);
    const tmr = genuine.filter((similarity) => similarity > threshold).length / genuine.length;
    figures.add(
      `TMR at FMR ${fmr.toExponential()} (threshold ${threshold.toFixed(4)})`,
      tmr.toFixed(4),
      wanted && atLeast(tmr, wanted, wanted.toFixed(2)),
    );
  }
}

function compareAll(templates) {
  const people = [...templates].map(([userId, vector]) => ({
    name: userId.replace(/_\d+$/, ''),
    vector,
  }));
  const genuine = [];
  const impostor = [];
  people.forEach((p, i) => {
    for (let j = i + 1; j < people.length; j += 1) {
      const q = people[j];
      (p.name === q.name ? genuine : impostor).push(dot(p.vector, q.vector));
    }
  });
  return { genuine: Float64Array.from(genuine), impostor: Float64Array.from(impostor) };
}
