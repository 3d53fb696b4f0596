/** Whether what a pack promises holds for each group of people. */

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { randoms, shuffled } from '../../dist/domain/randoms.js';
import { similarityAt } from '../../dist/domain/thresholds.js';
import { findPack } from '../../dist/models/packs.js';
import { groupSimilarities, shareAbove } from './impostors.js';
import { measurePacks, packsToMeasure } from './measured-packs.js';
import { README_OPTION, writeTable } from './readme.js';
import {
  atMost,
  Figures,
  foldersOf,
  importFaces,
  namedBy,
  number,
  outcomesOf,
  withTemporaryFolder,
} from './support.js';
import { ADULTS, CHILDREN, GROUPS, groupFolder, hasGroups, NAMES } from './templates-of.js';
import { worstGroupTable } from './worst-group.js';

export const SUMMARY = 'FMR by group of people at the rates that packs promise';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  models: {
    type: 'text',
    help: 'packs, or pack files of models in ../shared/models, with commas (all installed)',
  },
  splits: {
    type: 'number',
    preset: 20,
    help: 'halvings of the groups, for people who set nothing (20)',
  },
  ...README_OPTION,
};

/** Some thousand pairs of a group cannot tell rarer ones. */
const RATES = [1e-2, 1e-3];

const README_RATE = 1e-2;

/** Of an import's photos: enough alarms to count are promised at this rate. */
const DUPLICATE_FPIR = 0.1;

/** How far what is found may be above what is promised. */
const MOST = { fmr: 2, duplicates: 3 };

export async function run({ models, splits, readme = false }) {
  const figures = new Figures();
  if (!hasGroups()) {
    figures.add('skipped', 'the photos of the groups are not there');
    return figures;
  }
  return withTemporaryFolder(async (folder) => {
    const packs = await packsToMeasure(models, folder);
    const { measured, mates } = await measurePacks(packs, folder);
    const promising = [];
    for (const { pack, env } of packs) {
      const seen = measured.get(pack);
      const { thresholds } = findPack(pack, foldersOf(env));
      if (thresholds) {
        promising.push({ pack, thresholds, groups: seen.groups });
        addGroups(figures, pack, seen.groups, thresholds);
        addOthers(figures, pack, seen.photos, mates, splits);
        await addImports(figures, pack, mates, folder, env);
      } else figures.add(pack, 'promises nothing: it has no table');
    }
    if (readme) writeTable('groups', table(promising));
    return figures;
  });
}

/** For each pack that promises something: the share of pairs of one sex, and of two. */
function table(packs) {
  return [
    ['group', ...packs.map(({ pack }) => `\`${pack}\``)],
    ...GROUPS.map((group) => [
      NAMES[group],
      ...packs.map(({ thresholds, groups }) => {
        const similarity = similarityAt(thresholds, README_RATE);
        const { oneSex, twoSexes } = groups.get(group);
        const shares = [oneSex, twoSexes].map((pairs) => shareAbove(pairs, similarity));
        return shares.map((share) => share.toFixed(4)).join(' / ');
      }),
    ]),
  ];
}

/** What the manifest's table promises, and what each group gives. */
function addGroups(figures, pack, groups, thresholds) {
  for (const fmr of RATES) {
    const similarity = similarityAt(thresholds, fmr);
    for (const group of GROUPS) {
      const { oneSex, twoSexes } = groups.get(group);
      const share = shareAbove(oneSex, similarity);
      const text = `${rate(share)} of ${number(oneSex.length)} of one sex, ${rate(shareAbove(twoSexes, similarity))} of ${number(twoSexes.length)} man-woman`;
      const label = `${pack}, FMR ${fmr.toExponential()} (above ${similarity.toFixed(4)}): ${group}`;
      figures.add(label, text, group === CHILDREN ? undefined : notMuchAbove(share, fmr));
    }
  }
}

/** The same for people who set nothing: one half of each group sets the table, the other is measured. */
function addOthers(figures, pack, photos, mates, splits) {
  const sums = new Map(ADULTS.map((group) => [group, RATES.map(() => 0)]));
  for (let seed = 1; seed <= splits; seed += 1) {
    const halves = new Map(ADULTS.map((group) => [group, halved(photos.get(group), seed)]));
    const half = (group, i) => groupSimilarities(halves.get(group)[i], mates.get(group)).oneSex;
    const table = worstGroupTable(ADULTS.map((group) => half(group, 0)));
    for (const group of ADULTS) {
      const others = half(group, 1);
      RATES.forEach((fmr, i) => {
        sums.get(group)[i] += shareAbove(others, similarityAt({ table }, fmr)) / splits;
      });
    }
  }
  RATES.forEach((fmr, i) => {
    for (const group of ADULTS) {
      const share = sums.get(group)[i];
      const label = `${pack}, FMR ${fmr.toExponential()} set by other people: ${group}`;
      figures.add(label, `${rate(share)} (mean of ${splits} halvings)`, notMuchAbove(share, fmr));
    }
  });
}

/** Both halves have men and women, as many as can be. */
function halved(photos, seed) {
  const halves = [[], []];
  for (const sex of ['f', 'm']) {
    shuffled(
      photos.filter((photo) => photo.sex === sex),
      randoms(seed),
    ).forEach((photo, i) => {
      halves[i % 2].push(photo);
    });
  }
  return halves;
}

/** What an import takes for duplicates among the photos of a group, mates aside. */
async function addImports(figures, pack, mates, folder, env) {
  for (const group of GROUPS) {
    const own = join(folder, `import-${pack}-${group}`);
    const options = ['--quiet', '--quality', 'off', '--multiple-faces', 'largest', '--dry-run'];
    const policy = [
      '--models',
      pack,
      '--duplicates',
      'flag',
      '--duplicate-fpir',
      String(DUPLICATE_FPIR),
    ];
    mkdirSync(own);
    const result = await importFaces(groupFolder(group), own, [...options, ...policy], env);
    const photos = outcomesOf(result);
    const alarms = photos.filter(({ userId, flag }) => isAlarm(userId, flag, mates.get(group)));
    const promised = DUPLICATE_FPIR * photos.length;
    const label = `${pack}, import at FPIR ${DUPLICATE_FPIR}: ${group}`;
    const text = `${alarms.length} of ${photos.length} photos are false alarms, ${promised.toFixed(1)} promised`;
    const bound = MOST.duplicates * promised;
    const target = atMost(alarms.length, bound, bound.toFixed(0));
    figures.add(label, text, group === CHILDREN ? undefined : target);
  }
}

/** Whether a photo is flagged for somebody who is not its mate. */
function isAlarm(userId, flag, mates) {
  return namedBy(flag).some((other) => !mates.has([userId, other].sort().join(' ')));
}

function notMuchAbove(share, fmr) {
  const bound = MOST.fmr * fmr;
  return atMost(share, bound, rate(bound));
}

function rate(share) {
  return share === 0 ? '0' : share.toExponential(1);
}
