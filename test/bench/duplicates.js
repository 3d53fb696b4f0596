/** How many true duplicates an import refuses, and how many that are none. */

import { readdirSync } from 'node:fs';
import { join, parse } from 'node:path';
import {
  Figures,
  importFaces,
  installedPack,
  linkPhotos,
  number,
  PHOTOS,
  percent,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'imports people a second time under new user IDs';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  models: {
    type: 'text',
    help: 'model pack, or a pack file of models in ../shared/models (standard)',
  },
};

/** The rates that are asked for; at the last one enough false alarms are expected to compare. */
const RATES = [0.001, 0.01, 0.1];

/**
 * Enrolls one photo of each person who has several, then imports the others of them (mates)
 * and the photos of people who are not enrolled, one of each (strangers).
 */
export function run({ models = 'standard' }) {
  const { gallery, mates, strangers } = parts(join(PHOTOS, 'photos'));
  return withTemporaryFolder(async (temporary) => {
    const { pack, env } = await installedPack(models, temporary);
    const figures = new Figures();
    figures.add('enrolled people', number(gallery.length));
    figures.add('other photos of them', number(mates.length));
    figures.add('photos of strangers', number(strangers.length));
    const enrolled = linkPhotos(gallery, join(temporary, 'enrolled'), 1);
    const second = linkPhotos([...mates, ...strangers], join(temporary, 'second'), 1);
    const options = ['--quiet', '--quality', 'off', '--models', pack];
    await importFaces(enrolled, temporary, [...options, '--duplicates', 'off'], env);
    for (const rate of RATES) {
      console.log(`Importing ${number(mates.length + strangers.length)} photos at ${rate} ...`);
      const policy = ['--duplicates', 'flag', '--duplicate-fpir', String(rate), '--dry-run'];
      const result = await importFaces(second, temporary, [...options, ...policy], env);
      addRate(figures, rate, result, strangers, mates);
    }
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
function addRate(figures, rate, { stdout, summary }, strangers, mates) {
  const flagged = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ event, flag }) => event === 'outcome' && flag)
    .map(({ userId, flag }) => ({ person: personOf(userId), named: namesIn(flag) }));
  const unknown = new Set(strangers.map((path) => personOf(path)));
  const found = flagged.filter(({ person, named }) => named.includes(person)).length;
  const alarms = flagged.filter(({ person }) => unknown.has(person)).length;
  const expected = rate * strangers.length;
  const label = `FPIR ${rate}: `;
  figures.add(`${label}similarity`, summary.duplicates.similarity.toFixed(4));
  const share = percent(found / mates.length, 1);
  figures.add(
    `${label}DIR, duplicates found`,
    `${number(found)} of ${number(mates.length)} (${share})`,
  );
  const promised = `${label}false alarms, ${expected.toFixed(1)} promised`;
  // Below ten a factor of two is chance.
  if (expected < 10) return figures.add(promised, number(alarms));
  const [least, most] = [expected / 2, 2 * expected];
  figures.add(promised, number(alarms), {
    text: `${least.toFixed(0)} to ${most.toFixed(0)}`,
    holds: alarms >= least && alarms <= most,
  });
}

/** The people whom a flag names. */
function namesIn(flag) {
  return [...(flag?.message.matchAll(/"([^"]+)"/g) ?? [])].map(([, userId]) => personOf(userId));
}

function personOf(name) {
  return parse(name).name.replace(/_\d+(-\d+)?$/, '');
}
