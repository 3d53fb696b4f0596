/** Obtains the weights of the measures that see masks, dark glasses and shut eyes. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eyeValues } from '../../dist/face/measures/eye-values.js';
import { mouthValues } from '../../dist/face/measures/mouth-occlusion.js';
import { COVERINGS } from '../../fixtures/draw/coverings/kinds.js';
import { covered, halfOf, isSame, kindFor, photosOf, SETS, see, shownIn } from './covered-faces.js';
import { fitLogistic, logOdds } from './logistic.js';
import { Figures, number, percent, ROOT } from './support.js';

/**
 * The measures: the rows of a face, how those of two eyes are taken together, which faces are
 * of class 0 (covered) and which of class 1, how many times those of a kind count (blur takes
 * away what tells a mouth from cloth, and is refused as what it is), and the share of bare
 * faces that may lie below a half.
 */
const MEASURES = {
  mouth: {
    constant: 'MOUTH_WEIGHTS',
    rowsOf: ({ mouth }) => [mouth],
    hidden: 'mouth',
    free: ['nothing', 'eyes', 'lids'],
    counts: { blurred: 0.3 },
    refused: 0.007,
  },
  'eyes-visible': {
    constant: 'EYES_VISIBLE_WEIGHTS',
    rowsOf: ({ eyes }) => eyes,
    together: (odds) => (odds[0] + odds[1]) / 2,
    hidden: 'eyes',
    free: ['nothing', 'lids'],
    counts: { 'clear glasses': 2, 'tinted glasses': 2, blurred: 0.5 },
    refused: 0.002,
  },
  'eyes-open': {
    constant: 'EYES_OPEN_WEIGHTS',
    rowsOf: ({ eyes }) => eyes,
    together: (odds) => Math.max(...odds),
    hidden: 'lids',
    free: ['nothing'],
    refused: 0.05,
  },
};

/** Rounds of drawing over each photo: what each hides. */
const ROUNDS = ['mouth', 'mouth', 'eyes', 'nothing', 'nothing', 'lids'];

/** Fits every measure anew. */
export async function fitAll(models) {
  const samples = [];
  for (const set of Object.keys(SETS)) {
    const some = await samplesOf(set, models);
    console.log(`${set}: ${number(some.length)} faces`);
    samples.push(...some);
  }
  return fitTo(samples);
}

/** Fits every measure to some samples, and writes the weights. */
export function fitTo(samples) {
  const figures = new Figures();
  for (const [name, measure] of Object.entries(MEASURES)) fitOne(name, measure, samples, figures);
  return figures;
}

/** The faces of a set, bare and drawn over: what they hide, and the values that the models look at. */
export async function samplesOf(set, models) {
  const files = photosOf(set);
  const step = Math.max(1, files.length / SETS[set].drawn);
  const samples = [];
  let drawn = 0;
  for (const [n, file] of files.entries()) {
    const bytes = readFileSync(file);
    const seen = await see(bytes, models);
    const hides = shownIn(file);
    if (!seen || hides === undefined) continue;
    const add = ({ view }, kind, what) =>
      samples.push({
        ...{ file, set, kind, hides: what, half: halfOf(file) },
        ...{ mouth: mouthValues(view), eyes: eyeValues(view) },
      });
    add(seen, 'bare', hides);
    if (hides !== 'nothing' || n < drawn * step) continue;
    drawn += 1;
    for (const [round, what] of ROUNDS.entries()) {
      const kind = kindFor(what, drawn + 2 * round);
      const after = await see(
        await covered(bytes, seen, kind, `${round} ${file.slice(-30)}`),
        models,
      );
      if (after && isSame(seen, after)) add(after, kind, COVERINGS[kind].hides);
    }
  }
  return samples;
}

/** Fits one measure on all faces, and tells what it does to people that it was not fitted on. */
function fitOne(
  name,
  { constant, rowsOf, together = ([odds]) => odds, hidden, free, counts = {}, refused },
  samples,
  figures,
) {
  const used = samples.filter(({ hides }) => hides === hidden || free.includes(hides));
  const weightsOf = (some) => {
    const rows = some.flatMap((sample) => rowsOf(sample).map((row) => ({ row, sample })));
    return fitLogistic(
      rows.map(({ row }) => row),
      rows.map(({ sample }) => (sample.hides === hidden ? 0 : 1)),
      rows.map(({ sample }) => counts[sample.kind] ?? 1),
    );
  };
  const oddsOf = (sample, weights) => together(rowsOf(sample).map((row) => logOdds(row, weights)));
  const judged = [0, 1].flatMap((half) => {
    const weights = weightsOf(used.filter((sample) => sample.half !== half));
    const others = used.filter((sample) => sample.half === half);
    return others.map((sample) => ({ ...sample, odds: oddsOf(sample, weights) }));
  });
  const bare = judged.filter(({ kind, hides }) => kind === 'bare' && hides !== hidden);
  const sorted = bare.map(({ odds }) => odds).sort((p, q) => p - q);
  const limit = sorted[Math.floor(refused * sorted.length)];
  const kinds = [...new Set(judged.map(({ kind, hides }) => `${kind}, ${hides}`))].sort();
  for (const kind of kinds) {
    const some = judged.filter((sample) => `${sample.kind}, ${sample.hides}` === kind);
    const below = some.filter(({ odds }) => odds < limit).length;
    const share = `${percent(below / some.length, 1)} of ${some.length}`;
    figures.add(`${name}: ${kind.replace(/, (\w+)$/, ' (hides $1)')}, below a half`, share);
  }
  const weights = weightsOf(used);
  weights[weights.length - 1] -= limit;
  write(name, constant, weights);
}

function write(name, constant, weights) {
  const file = join(ROOT, 'src', 'face', 'measures', 'weights', `${name}.ts`);
  const before = readFileSync(file, 'utf8');
  const comment = before.slice(0, Math.max(0, before.indexOf('export const')));
  const numbers = weights.map((weight) => Math.round(1000 * weight));
  writeFileSync(
    file,
    `${comment}export const ${constant}: readonly number[] = [${numbers.join(', ')}];\n`,
  );
  console.log(`Wrote ${file}: format it (npm run format) and build.`);
}
