/** Packs to measure, and what they make of the photos of LFW and of the groups. */

import { findPack, packNames } from '../../dist/models/packs.js';
import { groupSimilarities, lfwSimilarities, mates } from './impostors.js';
import { installedPack } from './support.js';
import { GROUPS, groupTemplates, lfwTemplates } from './templates-of.js';

/** Two encoders must agree that a pair of a group is one person: those that tell most people apart. */
const JUDGES = ['openvino', 'standard'];

/** The packs named, with commas between them, or else all that are installed: [{ pack, env }]. */
export async function packsToMeasure(models, folder) {
  if (models !== undefined) {
    return Promise.all(models.split(',').map((name) => installedPack(name, folder)));
  }
  return packNames()
    .filter(isInstalled)
    .map((pack) => ({ pack, env: {} }));
}

function isInstalled(name) {
  try {
    findPack(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * What each pack makes of the photos: Map of its name to { lfw, groups }, the latter a Map of
 * group to the similarities of different people. Mates in the groups are those that two
 * encoders agree about.
 */
export async function measurePacks(packs, folder) {
  const judges = JUDGES.filter(isInstalled);
  if (judges.length < 2) {
    throw new Error(
      `which pairs of the groups are one person takes two encoders: install ${JUDGES.join(' and ')}`,
    );
  }
  const known = packs.map(({ pack }) => pack);
  const all = [...packs, ...judges.filter((pack) => !known.includes(pack)).map(asPack)];
  const seen = new Map();
  for (const { pack, env } of all) seen.set(pack, await seenBy(pack, folder, env));
  const same = new Map(
    GROUPS.map((group) => [
      group,
      mates(
        judges.map((judge) => ({
          photos: seen.get(judge).photos.get(group),
          impostor: seen.get(judge).lfw.impostor,
        })),
      ),
    ]),
  );
  const measured = known.map((pack) => {
    const { lfw, photos } = seen.get(pack);
    const groups = new Map(
      GROUPS.map((group) => [group, groupSimilarities(photos.get(group), same.get(group))]),
    );
    return [pack, { lfw, photos, groups }];
  });
  return { measured: new Map(measured), mates: same };
}

const asPack = (pack) => ({ pack, env: {} });

async function seenBy(pack, folder, env) {
  console.log(`Importing the photos of LFW and of the groups with ${pack} ...`);
  const lfw = lfwSimilarities(await lfwTemplates(pack, folder, env));
  const photos = new Map();
  for (const group of GROUPS) photos.set(group, await groupTemplates(group, pack, folder, env));
  return { lfw, photos };
}
