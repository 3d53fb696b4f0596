/** How well the templates of the real command tell people apart. */

import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { similarityAt } from '../../dist/domain/thresholds.js';
import { packSpec } from '../../dist/models/packs.js';
import { crossValidated, dividingThreshold, shareRight, thresholdAt } from './error-rates.js';
import { lfwSimilarities, shareAbove } from './impostors.js';
import { packsToMeasure } from './measured-packs.js';
import { README_OPTION, writeTable } from './readme.js';
import {
  atLeast,
  atMost,
  Figures,
  foldersOf,
  importFaces,
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
    help: 'packs, or pack files of models in ../shared/models, with commas (all installed)',
  },
  ...README_OPTION,
};

/** Rates among LFW's own pairs, and the least TMR wanted at them; without one it is there to be read. */
const RATES = [
  { fmr: 1e-3 },
  { fmr: 1e-4 },
  { fmr: 1e-5, wanted: { standard: 0.82, openvino: 0.88 } },
];
/** Rates as packs promise them: among people of one group and one sex. */
const PROMISED = [1e-2, 1e-3, 1e-5];
const FOLDS = 10;

export function run({ models, readme = false }) {
  const folder = join(PHOTOS, 'photos');
  return withTemporaryFolder(async (temporary) => {
    const figures = new Figures();
    const measured = [];
    for (const { pack, env } of await packsToMeasure(models, temporary)) {
      console.log(`Importing ${number(readdirSync(folder).length)} photos with ${pack} ...`);
      measured.push(await measure(pack, folder, join(temporary, `of-${pack}`), env));
    }
    for (const one of measured) addFigures(figures, one);
    if (readme) writeTable('accuracy', table(measured));
    return figures;
  });
}

async function measure(pack, photos, folder, env) {
  mkdirSync(folder);
  const options = ['--quiet', '--quality', 'off', '--models', pack];
  const { summary } = await importFaces(photos, folder, options, env);
  const rows = readTemplates(join(folder, 'bench.db'));
  const people = rows.map(({ userId, vector }) => ({
    person: userId.replace(/_\d+$/, ''),
    vector,
  }));
  const { genuine, impostor } = lfwSimilarities(people);
  const tmr = (similarity) => shareAbove(genuine, similarity);
  const { thresholds } = packSpec(pack, foldersOf(env)).encoder;
  return {
    pack,
    photos: readdirSync(photos).length,
    enrolled: rows.length,
    failed: summary.failed.by,
    pairs: pairAccuracy(new Map(rows.map(({ userId, vector }) => [userId, vector]))),
    genuine: genuine.length,
    impostor: impostor.length,
    rates: RATES.map(({ fmr }) => {
      const similarity = thresholdAt(impostor, fmr);
      return { fmr, similarity, tmr: tmr(similarity) };
    }),
    promised: PROMISED.map((fmr) => {
      const similarity = thresholds && similarityAt(thresholds, fmr);
      return { fmr, similarity, tmr: thresholds && tmr(similarity) };
    }),
  };
}

/** The labeled pairs. A pair whose photo was not enrolled has no similarity and counts as wrong. */
function pairAccuracy(templates) {
  const [, ...rows] = readFileSync(join(PHOTOS, 'pairs.csv'), 'utf8').trim().split(/\r?\n/);
  const pairs = rows.map((row) => {
    const [a, b, same] = row.split(',');
    const [p, q] = [templates.get(parse(a).name), templates.get(parse(b).name)];
    return { same: same === '1', similarity: p && q ? dot(p, q) : undefined };
  });
  const threshold = dividingThreshold(pairs);
  return {
    pairs: pairs.length,
    missing: pairs.filter(({ similarity }) => similarity === undefined).length,
    threshold,
    best: shareRight(pairs, threshold),
    validated: crossValidated(pairs, FOLDS),
  };
}

function addFigures(figures, { pack, photos, enrolled, failed, pairs, ...measured }) {
  const add = (label, text, target) => figures.add(`${pack}: ${label}`, text, target);
  const share = enrolled / photos;
  add(
    'enrolled',
    `${number(enrolled)} of ${number(photos)} (${percent(share)})`,
    atLeast(share, 0.99, '99%'),
  );
  const faceless = (failed.FACE_NOT_FOUND ?? 0) / photos;
  add('without a face', percent(faceless), atMost(faceless, 0.01, '1%'));
  for (const [code, count] of Object.entries(failed)) add(`  ${code}`, number(count));
  add('labeled pairs', `${number(pairs.pairs)}, ${pairs.missing} missing`);
  add(`pair accuracy, best threshold (${pairs.threshold.toFixed(4)})`, pairs.best.toFixed(4));
  add(`pair accuracy, ${FOLDS}-fold cross-validated`, pairs.validated.toFixed(4));
  add('all pairs', `${number(measured.genuine)} genuine, ${number(measured.impostor)} impostor`);
  measured.rates.forEach(({ fmr, similarity, tmr }, i) => {
    const wanted = RATES[i].wanted?.[pack];
    add(
      `TMR at FMR ${fmr.toExponential()} of LFW (above ${similarity.toFixed(4)})`,
      tmr.toFixed(4),
      wanted && atLeast(tmr, wanted, wanted.toFixed(2)),
    );
  });
  for (const { fmr, similarity, tmr } of measured.promised) {
    if (similarity === undefined) continue;
    add(
      `TMR at a promised FMR of ${fmr.toExponential()} (above ${similarity.toFixed(4)})`,
      tmr.toFixed(4),
    );
  }
}

/** A column for each pack. */
function table(measured) {
  const row = (label, cell) => [label, ...measured.map(cell)];
  const [{ photos, pairs }] = measured;
  return [
    row('figure', ({ pack }) => `\`${pack}\``),
    row(`photos without a face, of ${number(photos)}`, ({ failed }) =>
      number(failed.FACE_NOT_FOUND ?? 0),
    ),
    row(`pair accuracy, ${number(pairs.pairs)} labeled pairs, ${FOLDS}-fold cross-validated`, (m) =>
      m.pairs.validated.toFixed(3),
    ),
    ...RATES.map(({ fmr }, i) =>
      row(
        `TMR at an FMR of ${fmr.toExponential()} among LFW's own pairs`,
        ({ rates }) => `${rates[i].tmr.toFixed(3)} (above ${rates[i].similarity.toFixed(3)})`,
      ),
    ),
    ...PROMISED.map((fmr, i) =>
      row(`TMR at a promised FMR of ${fmr.toExponential()}`, ({ promised }) =>
        promised[i].similarity === undefined
          ? 'no table'
          : `${promised[i].tmr.toFixed(3)} (above ${promised[i].similarity.toFixed(3)})`,
      ),
    ),
  ];
}
