/** Measures what the manifest tells of a pack's similarities, and how strong the pack is. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { thresholdAt } from './error-rates.js';
import { shareAbove } from './impostors.js';
import { measurePacks, packsToMeasure } from './measured-packs.js';
import { Figures, number, ROOT, withTemporaryFolder } from './support.js';
import { ADULTS, hasGroups, NAMES } from './templates-of.js';
import { worstGroupTable } from './worst-group.js';

export const SUMMARY = "measures the tables of the manifest: what a pack's similarities mean";
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  models: { type: 'text', help: 'packs, with commas between them (all that are installed)' },
  write: { type: 'flag', help: 'write the tables into models/manifest.json' },
};

const MANIFEST = join(ROOT, 'models', 'manifest.json');

/** What can be counted: among a million pairs of LFW, and among some thousand of a group. */
const LFW_RATES = [1e-2, 1e-3, 1e-4, 1e-5];
const GROUP_RATES = [1e-1, 1e-2, 1e-3];

export async function run({ models, write = false }) {
  const figures = new Figures();
  if (!hasGroups()) {
    figures.add('skipped', 'the photos of the groups are not there');
    return figures;
  }
  return withTemporaryFolder(async (folder) => {
    const packs = await packsToMeasure(models, folder);
    const { measured } = await measurePacks(packs, folder);
    const manifest = JSON.parse(readFileSync(MANIFEST, 'utf8'));
    for (const [pack, seen] of measured) {
      const tables = tablesOf(seen);
      if (write && manifest.packs[pack]) Object.assign(manifest.packs[pack].encoder, tables);
      addTables(figures, pack, tables);
    }
    if (write) writeFileSync(MANIFEST, `${JSON.stringify(manifest, null, 2)}\n`);
    return figures;
  });
}

function tablesOf({ lfw, photos, groups }) {
  const adults = ADULTS.map((group) => groups.get(group).oneSex);
  const people = ADULTS.reduce((sum, group) => sum + photos.get(group).length, 0);
  const table = worstGroupTable(adults);
  const strength = table.map(({ similarity, ...row }) => ({
    ...row,
    tmr: Number(shareAbove(lfw.genuine, similarity).toFixed(3)),
  }));
  return {
    thresholds: {
      measuredOn: `pairs of one sex in the group that the encoder confuses most, of four (${number(people)} adults of UTKFace)`,
      table,
      groups: [
        { name: 'LFW', pairs: lfw.impostor.length, table: rows(lfw.impostor, LFW_RATES) },
        ...ADULTS.map((group, i) => ({
          name: `${NAMES[group]}, one sex`,
          pairs: adults[i].length,
          table: rows(adults[i], GROUP_RATES),
        })),
      ],
    },
    strength: {
      measuredOn: `LFW, ${number(lfw.photos)} photos of ${number(lfw.people)} people`,
      table: strength,
    },
  };
}

function rows(impostor, rates) {
  return rates.map((fmr) => ({ fmr, similarity: Number(thresholdAt(impostor, fmr).toFixed(4)) }));
}

function addTables(figures, pack, { thresholds, strength }) {
  thresholds.table.forEach(({ fmr, similarity, basis = 'measured' }, i) => {
    figures.add(
      `${pack}, FMR ${fmr.toExponential()}`,
      `similarity ${similarity.toFixed(4)} (${basis}), TMR on LFW ${strength.table[i].tmr.toFixed(3)}`,
    );
  });
}
