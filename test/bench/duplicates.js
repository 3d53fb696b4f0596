/** How many true duplicates an import refuses, and how many that are none. */

import { mkdirSync, readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import { packsToMeasure } from './measured-packs.js';
import { README_OPTION, writeTable } from './readme.js';
import {
  atMost,
  Figures,
  importFaces,
  linkPhotos,
  namedBy,
  number,
  outcomesOf,
  PHOTOS,
  percent,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'imports people a second time under new user IDs';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  models: {
    type: 'text',
    help: 'packs, or pack files of models in ../shared/models, with commas (all installed)',
  },
  ...README_OPTION,
};

/** The rates that are asked for; at the last one enough false alarms are expected to compare. */
const RATES = [0.001, 0.01, 0.1];

/**
 * Enrolls one photo of each person who has several, then imports the others of them (mates)
 * and the photos of people who are not enrolled, one of each (strangers).
 */
export function run({ models, readme = false }) {
  const { gallery, mates, strangers } = parts(join(PHOTOS, 'photos'));
  return withTemporaryFolder(async (temporary) => {
    const figures = new Figures();
    figures.add('enrolled people', number(gallery.length));
    figures.add('other photos of them', number(mates.length));
    figures.add('photos of strangers', number(strangers.length));
    const enrolled = linkPhotos(gallery, join(temporary, 'enrolled'), 1);
    const second = linkPhotos([...mates, ...strangers], join(temporary, 'second'), 1);
    const measured = [];
    for (const { pack, env } of await packsToMeasure(models, temporary)) {
      const folder = join(temporary, `of-${pack}`);
      mkdirSync(folder);
      const options = ['--quiet', '--quality', 'off', '--models', pack];
      await importFaces(enrolled, folder, [...options, '--duplicates', 'off'], env);
      for (const rate of RATES) {
        console.log(
          `Importing ${number(mates.length + strangers.length)} photos with ${pack} at ${rate} ...`,
        );
        const policy = ['--duplicates', 'flag', '--duplicate-fpir', String(rate), '--dry-run'];
        const result = await importFaces(second, folder, [...options, ...policy], env);
        measured.push({ pack, rate, ...found(result, strangers) });
      }
    }
    for (const one of measured) addRate(figures, one, mates.length, strangers.length);
    if (readme) writeTable('duplicates', table(measured, mates.length, strangers.length));
    return figures;
  });
}

/** The folder's photos by what they are for. */
function parts(folder) {
  const people = new Map();
  for (const name of readdirSync(folder).sort()) {
    people.set(personOf(name), [...(people.get(personOf(name)) ?? []), join(folder, name)]);
  }
  const several = [...people.values()].filter((photos) => photos.length > 1);
  return {
    gallery: several.map(([first]) => first),
    mates: several.flatMap(([, ...others]) => others),
    strangers: [...people.values()].filter(({ length }) => length === 1).flat(),
  };
}

/**
 * True duplicates are told by a name; a false alarm is a flag at a stranger, whom nobody has
 * another photo of.
 */
function found(result, strangers) {
  const flagged = outcomesOf(result)
    .filter(({ flag }) => flag)
    .map(({ userId, flag }) => ({
      person: personOf(userId),
      named: namedBy(flag).map(personOf),
    }));
  const unknown = new Set(strangers.map((path) => personOf(path)));
  return {
    similarity: result.summary.duplicates.similarity,
    found: flagged.filter(({ person, named }) => named.includes(person)).length,
    alarms: flagged.filter(({ person }) => unknown.has(person)).length,
  };
}

function addRate(figures, { pack, rate, similarity, found, alarms }, mates, strangers) {
  const label = `${pack}, FPIR ${rate}: `;
  figures.add(`${label}similarity`, similarity.toFixed(4));
  figures.add(
    `${label}DIR, duplicates found`,
    `${number(found)} of ${number(mates)} (${percent(found / mates, 1)})`,
  );
  const expected = rate * strangers;
  const promised = `${label}false alarms, ${expected.toFixed(1)} promised at most`;
  // Below ten a factor of two is chance.
  if (expected < 10) figures.add(promised, number(alarms));
  else
    figures.add(promised, number(alarms), atMost(alarms, 2 * expected, (2 * expected).toFixed(0)));
}

/** A row for each rate and pack. */
function table(measured, mates, strangers) {
  const rows = RATES.flatMap((rate) => measured.filter((one) => one.rate === rate));
  return [
    ['`--duplicate-fpir`', 'pack', 'found', 'false alarms', 'promised at most'],
    ...rows.map(({ pack, rate, found, alarms }) => [
      String(rate),
      `\`${pack}\``,
      `${number(found)} (${percent(found / mates, 0)})`,
      number(alarms),
      (rate * strangers).toFixed(1),
    ]),
  ];
}

function personOf(name) {
  return parse(name).name.replace(/_\d+(-\d+)?$/, '');
}
