/** How many masks, dark glasses and shut eyes are seen, and how many bare faces are taken for them. */

import { readFileSync } from 'node:fs';
import { DEFAULT_PACK } from '../../dist/domain/option-values.js';
import { JUDGED, shortfalls } from '../../dist/face/judge.js';
import { measure } from '../../dist/face/measures/measure.js';
import { openFaceModels, releaseFaceModels } from '../../dist/face/models.js';
import { findPack } from '../../dist/models/packs.js';
import { COVERINGS } from '../../fixtures/draw/coverings/kinds.js';
import { covered, isSame, photosOf, SETS, see, shownIn } from './covered-faces.js';
import { fitAll } from './fit-coverings.js';
import { atMost, Figures, percent } from './support.js';

export const SUMMARY = 'masks, glasses and shut eyes drawn over the photo sets: what is refused';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  photos: { type: 'number', preset: 30, help: 'photos of each set that each is drawn over' },
  fit: { type: 'flag', help: 'obtains the weights of the measures anew and writes them' },
};

/** What must not pass, and at which level; of the rest so many must. */
const ASKED = {
  mouth: { measure: 'mouthOcclusion', level: 'standard', most: 0.1 },
  eyes: { measure: 'eyesVisible', level: 'standard', most: 0.1 },
  lids: { measure: 'eyesOpen', level: 'strict', most: 0.2 },
};
const MOST_BARE = 0.02;

export async function run({ photos, fit }) {
  const models = await openFaceModels(findPack(DEFAULT_PACK).models);
  try {
    return fit ? await fitAll(models) : await rates(photos, models);
  } finally {
    await releaseFaceModels(models);
  }
}

async function rates(photos, models) {
  const figures = new Figures();
  const faces = await facesOf(photos, models);
  for (const kind of Object.keys(COVERINGS)) addKind(figures, kind, faces);
  for (const hides of Object.keys(ASKED)) addAll(figures, hides, faces);
  for (const set of Object.keys(SETS)) {
    const bare = faces.filter((face) => face.kind === 'bare' && face.set === set);
    const share = shareOf(bare, ({ standard }) => isCovered(standard));
    figures.add(`bare, ${set}: taken for covered at standard`, told(share, bare));
  }
  const bare = faces.filter(({ kind }) => kind === 'bare');
  const share = shareOf(bare, ({ standard }) => isCovered(standard));
  const target = atMost(share, MOST_BARE, percent(MOST_BARE, 0));
  figures.add('bare: taken for covered at standard', told(share, bare), target);
  const shut = shareOf(bare, ({ strict }) => strict.includes('eyesOpen'));
  figures.add('bare: taken for shut eyes at strict', told(shut, bare));
  return figures;
}

/** Every photo bare, and some with everything drawn over: the measures that each level refuses them for. */
async function facesOf(photos, models) {
  const faces = [];
  for (const set of Object.keys(SETS)) {
    const files = photosOf(set);
    const step = Math.max(1, Math.floor(files.length / photos));
    for (const [n, file] of files.entries()) {
      if (shownIn(file) !== 'nothing') continue;
      const bytes = readFileSync(file);
      const seen = await see(bytes, models);
      if (!seen) continue;
      faces.push({ kind: 'bare', set, ...judged(seen) });
      if (n % step !== 0) continue;
      for (const kind of Object.keys(COVERINGS)) {
        const after = await see(await covered(bytes, seen, kind, `${kind} ${n}`), models);
        if (after && isSame(seen, after)) faces.push({ kind, set, ...judged(after) });
      }
    }
    console.log(`Saw ${set}.`);
  }
  return faces;
}

function judged({ input }) {
  const quality = { quality: 1, measures: measure(input, JUDGED) };
  const at = (level) => shortfalls(quality, { level }).map((shortfall) => shortfall.measure);
  return { standard: at('standard'), strict: at('strict') };
}

function addKind(figures, kind, faces) {
  const some = faces.filter((face) => face.kind === kind);
  const asked = ASKED[COVERINGS[kind].hides];
  if (!asked) {
    const share = shareOf(some, ({ standard }) => isCovered(standard));
    figures.add(`${kind}: taken for covered at standard`, told(share, some));
    return;
  }
  const passes = shareOf(some, (face) => face[asked.level].length === 0);
  figures.add(`${kind}: passes at ${asked.level}`, told(passes, some));
  const named = shareOf(some, (face) => face[asked.level].includes(asked.measure));
  figures.add(`  ${asked.measure} is named`, told(named, some));
}

function addAll(figures, hides, faces) {
  const { level, most } = ASKED[hides];
  const some = faces.filter(({ kind }) => COVERINGS[kind]?.hides === hides);
  const passes = shareOf(some, (face) => face[level].length === 0);
  const target = atMost(passes, most, percent(most, 0));
  figures.add(`all that hides the ${hides}: passes at ${level}`, told(passes, some), target);
}

const isCovered = (measures) =>
  measures.includes('mouthOcclusion') || measures.includes('eyesVisible');

const shareOf = (faces, holds) => faces.filter(holds).length / faces.length;

const told = (share, faces) => `${percent(share, 1)} of ${faces.length}`;
