/** How fast an upgrade encodes stored faces, beside the inferences of its encoder alone. */

import { randomBytes } from 'node:crypto';
import { copyFileSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findPack } from '../../dist/models/packs.js';
import { openDatabase } from '../../dist/store/database.js';
import { uuidv7 } from '../../dist/store/uuid.js';
import { Ceiling } from './ceiling.js';
import {
  atLeast,
  Figures,
  faceenroll,
  importFaces,
  installedPack,
  linkPhotos,
  median,
  number,
  PHOTOS,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'faces a second of an upgrade, beside the bare inference of its encoder';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  rounds: { type: 'number', preset: 2, help: 'rounds of bare inference and upgrade, in turn (2)' },
  photos: { type: 'number', preset: 100, help: 'photos that are imported (100)' },
  faces: { type: 'number', preset: 1000, help: 'faces that are made of them (1000)' },
  models: { type: 'text', preset: 'standard', help: 'the pack, or its pack file (standard)' },
};

const CLOCKS = `Bare: the encoder's inferences on ready tensors, in as many threads as the upgrade has.
Upgrade: the whole process from its start to its end, the switch included; its steady rate is
  what it tells between the first and the last line of progress.
Other work on the machine slows both; CPU time a face feels it less.`;

export async function run({ rounds, photos, faces, models }) {
  return withTemporaryFolder(async (folder) => {
    const { pack, env } = await installedPack(models, folder);
    Object.assign(process.env, env);
    await fill(folder, photos, faces);
    const threads = availableParallelism();
    const target = findPack(pack).models;
    const bare = await Ceiling.open(target, threads);
    const inferences = Array.from({ length: faces }, () => inferencesOf(target.encoder.format));
    const measured = [];
    for (let round = 1; round <= rounds; round += 1) {
      const { seconds, cpuSeconds } = await bare.measure(inferences);
      copyFileSync(join(folder, 'bench.db'), join(folder, 'round.db'));
      const args = ['upgrade', '--models', pack, '--db', 'round.db', '--yes', '--json'];
      const upgrade = await faceenroll(args, folder, env);
      const rates = { bare: faces / seconds, whole: faces / upgrade.seconds };
      const cpu = { bareCpu: cpuSeconds / faces, cpu: upgrade.cpuSeconds / faces };
      measured.push({ ...rates, ...cpu, steady: steadyRate(upgrade) });
      console.log(
        `Round ${round} of ${rounds}: bare ${number(rates.bare, 1)}/s, upgrade ${number(rates.whole, 1)}/s`,
      );
    }
    await bare.close();
    console.log(`\n${CLOCKS}`);
    return figuresOf(measured, { faces, threads, pack });
  });
}

/** Imports photos, and makes more faces of them: all of an encoder that no pack has. */
async function fill(folder, photos, faces) {
  const source = join(PHOTOS, 'photos');
  const files = readdirSync(source).sort().slice(0, photos);
  const paths = files.map((name) => join(source, name));
  console.log(`Importing ${number(photos)} photos ...`);
  await importFaces(linkPhotos(paths, join(folder, 'photos'), 1), folder);
  const db = openDatabase(join(folder, 'bench.db'));
  db.exec("UPDATE templates SET encoder = 'bench-encoder'");
  const known = db.prepare('SELECT face_id, user_id FROM templates').all();
  const columns = (table, changed) =>
    db
      .pragma(`table_info(${table})`)
      .map(({ name }) => changed[name] ?? name)
      .join(', ');
  const copies = [
    ['users', { user_id: '@userId', user_key: '@userId', folded_key: '@userId' }, 'user_id'],
    ['templates', { face_id: '@faceId', user_id: '@userId' }, 'face_id'],
    ['thumbnails', { face_id: '@faceId', user_id: '@userId' }, 'face_id'],
  ].map(([table, changed, key]) =>
    db.prepare(
      `INSERT INTO ${table} SELECT ${columns(table, changed)} FROM ${table} WHERE ${key} = @${key}`,
    ),
  );
  db.transaction(() => {
    for (let i = known.length; i < faces; i += 1) {
      const userId = `copy-${i}-${randomBytes(4).toString('hex')}`;
      const names = { ...known[i % known.length], userId, faceId: uuidv7() };
      for (const copy of copies) copy.run(names);
    }
  })();
  db.close();
}

/** What the encoder computes for a face, as inference-worker.js takes it. */
function inferencesOf({ input, mirror }) {
  const { side } = input;
  const chips = mirror ? 2 : 1;
  if (input.layout === 'bytes') return [`encoder ${chips}x${side}x${side}x3`];
  return Array.from({ length: chips }, () => `encoder 1x3x${side}x${side} float32`);
}

/** Faces a second between the first and the last line of progress; NaN when there are not two. */
function steadyRate({ messages }) {
  const lines = messages.flatMap(({ seconds, text }) => {
    const [, done] = /^([\d,]+) of [\d,]+ faces?\b/m.exec(text) ?? [];
    return done === undefined ? [] : [{ seconds, done: Number(done.replaceAll(',', '')) }];
  });
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || first === last) return Number.NaN;
  return (last.done - first.done) / (last.seconds - first.seconds);
}

function figuresOf(measured, { faces, threads, pack }) {
  const figures = new Figures();
  const rate = (name) => `${number(median(measured.map((round) => round[name])), 1)} faces/s`;
  const ratio = (name) => median(measured.map((round) => round[name] / round.bare));
  figures.add('pack', pack);
  figures.add('faces, threads', `${number(faces)}, ${threads}`);
  figures.add('bare inference', rate('bare'));
  figures.add('upgrade, whole process', rate('whole'));
  figures.add('upgrade, whole process / bare', ratio('whole').toFixed(3));
  const cpu = (name) => `${number(1000 * median(measured.map((round) => round[name])), 1)} ms`;
  figures.add('CPU time a face: bare, upgrade', `${cpu('bareCpu')}, ${cpu('cpu')}`);
  const steady = ratio('steady');
  if (Number.isNaN(steady)) {
    figures.add('upgrade, steady rate', `too short to tell (${number(faces)} faces)`);
    return figures;
  }
  figures.add('upgrade, steady rate', rate('steady'));
  figures.add('upgrade, steady rate / bare', steady.toFixed(3), atLeast(steady, 0.8, '0.8'));
  return figures;
}
