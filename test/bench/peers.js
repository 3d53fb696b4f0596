/** Photos a second, and CPU time a photo, beside what others use for the same work. */

import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  atLeast,
  Figures,
  importFaces,
  linkPhotos,
  median,
  number,
  ROOT,
  runNode,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'an import beside @vladmandic/face-api, as its users run it';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  peer: { type: 'number', preset: 60, help: 'so many photos are given to face-api (60)' },
  rounds: { type: 'number', preset: 2, help: 'rounds of both, in turn (2)' },
};

/** People before a camera, of 100 to 1,000 px: face-api finds no face in the tight crops of LFW. */
const LIVE_PHOTOS = join(ROOT, '..', 'shared', 'photos', 'pad', 'real');

/** What its README names for Node.js without native code; put into a folder that goes away. */
const PACKAGES = [
  '@vladmandic/face-api@1.7.15',
  '@tensorflow/tfjs@4.22.0',
  '@tensorflow/tfjs-backend-wasm@4.22.0',
];

const PROGRAM = fileURLToPath(new URL('peer-face-api.js', import.meta.url));

const CLOCKS = `Both: the whole process from its start to its end, loading models included.
face-api: one process; photos decoded by sharp, SSD MobileNet v1, 68 landmarks, descriptor, on
  WebAssembly. It keeps nothing and judges nothing.
Import: photos matched, judged and stored with thumbnails, duplicates looked for.`;

export async function run({ peer, rounds }) {
  const files = readdirSync(LIVE_PHOTOS)
    .map((name) => join(LIVE_PHOTOS, name))
    .filter((file) => statSync(file).size > 0);
  return withTemporaryFolder(async (temporary) => {
    const folder = linkPhotos(files, join(temporary, 'photos'), 1);
    const packages = await installed(join(temporary, 'peer'));
    const measured = [];
    for (let round = 1; round <= rounds; round += 1) {
      const own = await withTemporaryFolder((work) => importFaces(folder, work));
      const other = await faceApi(packages, files.slice(0, peer), temporary);
      console.log(
        `Round ${round} of ${rounds}: import ${number(files.length / own.seconds, 1)}/s,`,
        `face-api ${number(other.photos / other.seconds, 1)}/s`,
      );
      measured.push({ own, other });
    }
    console.log(`\n${CLOCKS}`);
    return figuresOf(measured, files.length);
  });
}

async function installed(folder) {
  console.log(`Installing ${PACKAGES.join(', ')} ...`);
  mkdirSync(folder);
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts'];
  await promisify(execFile)('npm', [...args, ...PACKAGES]);
  return folder;
}

async function faceApi(packages, files, temporary) {
  const result = await runNode([PROGRAM, packages, ...files], temporary);
  const { found } = JSON.parse(result.stdout.trimEnd().split('\n').at(-1));
  return { ...result, photos: files.length, found };
}

function figuresOf(measured, photos) {
  const figures = new Figures();
  const rate = (name, count) => median(measured.map((round) => count / round[name].seconds));
  const cpu = (name, count) => median(measured.map((round) => round[name].cpuSeconds / count));
  const { other, own } = measured[0];
  figures.add('photos, import and face-api', `${number(photos)}, ${number(other.photos)}`);
  figures.add('  with a face', `${number(own.summary.enrolled.total)}, ${number(other.found)}`);
  figures.add('import', `${number(rate('own', photos), 1)} photos/s`);
  figures.add('face-api', `${number(rate('other', other.photos), 1)} photos/s`);
  const faster = median(
    measured.map((round) => photos / round.own.seconds / (other.photos / round.other.seconds)),
  );
  figures.add('import, times as fast', number(faster, 1), atLeast(faster, 20, '20'));
  const milliseconds = [cpu('own', photos), cpu('other', other.photos)].map((s) =>
    number(1000 * s, 1),
  );
  figures.add('CPU time a photo: import, face-api', milliseconds.join(' ms, ').concat(' ms'));
  return figures;
}
