/** How fast and how large an import is, beside the ceiling of its inferences alone. */

import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PACK } from '../../dist/domain/option-values.js';
import { findPack } from '../../dist/models/packs.js';
import { Ceiling } from './ceiling.js';
import {
  atLeast,
  atMost,
  Figures,
  importFaces,
  linkPhotos,
  median,
  megabytes,
  number,
  PHOTOS,
  percent,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'photos a second of an import, beside the ceiling; peak memory';
export const NEEDS_PHOTOS = true;
export const OPTIONS = {
  rounds: { type: 'number', preset: 2, help: 'rounds of ceiling and import, in turn (2)' },
  limit: { type: 'number', help: 'so many photos only (all)' },
  memory: { type: 'flag', preset: false, help: 'peak memory of a longer batch, too (minutes)' },
  times: { type: 'number', preset: 20, help: 'how many times as long that batch is (20)' },
};

const CLOCKS = `Ceiling: the same inferences on ready tensors. In: onnxruntime and nothing else.
  Out: the start of threads, loading models, the first inference of each kind.
Import: the whole process from its start to its end. In: the start of Node.js and of threads,
  loading models, files, decoding, the database, the report. Its steady rate is what the
  progress lines tell between the first and the last: out are the start and the end.
Other work on the machine slows both; CPU time a photo feels it less.`;

export async function run({ rounds, limit, memory, times }) {
  const source = join(PHOTOS, 'photos');
  const all = readdirSync(source).sort();
  const files = all.slice(0, limit).map((name) => join(source, name));
  return withTemporaryFolder(async (temporary) => {
    const folder = limit ? linkPhotos(files, join(temporary, 'photos'), 1) : source;
    const figures = new Figures();
    const measured = await measureRounds(files, folder, rounds, figures);
    addSpeed(figures, files.length, measured);
    addSecondRun(figures, measured);
    const peak = median(measured.map(({ first }) => first.peakBytes));
    figures.add('import, peak memory (RSS of both processes)', megabytes(peak));
    if (memory) await addMemory(figures, files, times, { temporary, peak });
    console.log(`\n${CLOCKS}`);
    return figures;
  });
}

/** Ceiling and import in turn, since other work on the machine comes and goes. */
async function measureRounds(files, folder, rounds, figures) {
  const threads = availableParallelism();
  const ceiling = await Ceiling.open(findPack(DEFAULT_PACK).models, threads);
  console.log(`Counting the inferences of ${number(files.length)} photos ...`);
  const inferences = await ceiling.countInferences(files);
  addInferences(figures, files.length, threads, inferences);
  const measured = [];
  for (let round = 1; round <= rounds; round += 1) {
    const alone = await ceiling.measure(inferences);
    const [first, again] = await importTwice(folder);
    const ceilingRate = files.length / alone.seconds;
    const rate = files.length / first.seconds;
    console.log(
      `Round ${round} of ${rounds}: ceiling ${number(ceilingRate, 1)}/s, import ${number(rate, 1)}/s,`,
      `again in ${again.seconds.toFixed(2)} s`,
    );
    measured.push({ alone, ceilingRate, rate, steadyRate: steadyRate(first), first, again });
  }
  await ceiling.close();
  return measured;
}

function importTwice(folder) {
  return withTemporaryFolder(async (temporary) => [
    await importFaces(folder, temporary),
    await importFaces(folder, temporary),
  ]);
}

/** Photos a second between the first and the last line of progress; NaN when there are not two. */
function steadyRate({ messages }) {
  const lines = messages.flatMap(({ seconds, text }) => {
    const [, done] = /^([\d,]+) of [\d,]+ photos?\b/m.exec(text) ?? [];
    return done === undefined ? [] : [{ seconds, done: Number(done.replaceAll(',', '')) }];
  });
  const [first, last] = [lines[0], lines.at(-1)];
  if (!first || first === last) return Number.NaN;
  return (last.done - first.done) / (last.seconds - first.seconds);
}

function addInferences(figures, photos, threads, inferences) {
  figures.add('photos, threads', `${number(photos)}, ${threads}`);
  const counts = new Map();
  for (const key of inferences.flat()) counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const [key, count] of [...counts].sort()) {
    figures.add(`inferences, ${key}`, `${number(count)} (${number(count / photos, 3)} a photo)`);
  }
}

function addSpeed(figures, photos, measured) {
  const rates = (name) => `${number(median(measured.map((round) => round[name])), 1)} photos/s`;
  const ratio = median(measured.map(({ rate, ceilingRate }) => rate / ceilingRate));
  const steady = median(measured.map((round) => round.steadyRate / round.ceilingRate));
  figures.add('ceiling', rates('ceilingRate'));
  figures.add('import, whole process', rates('rate'));
  const cpu = (name) =>
    `${number((1000 * median(measured.map((round) => round[name].cpuSeconds))) / photos, 1)} ms`;
  figures.add('CPU time a photo: ceiling, import', `${cpu('alone')}, ${cpu('first')}`);
  figures.add('import, whole process / ceiling', ratio.toFixed(3), atLeast(ratio, 0.8, '0.8'));
  if (Number.isNaN(steady)) {
    figures.add('import, steady rate', `too short to tell (${number(photos)} photos)`);
    return;
  }
  figures.add('import, steady rate', rates('steadyRate'));
  figures.add('import, steady rate / ceiling', steady.toFixed(3), atLeast(steady, 0.9, '0.9'));
}

/** The same import on the same database: nothing is left to do. */
function addSecondRun(figures, measured) {
  const faster = median(measured.map(({ first, again }) => first.seconds / again.seconds));
  const expected = measured[0].first.summary.enrolled.total;
  const unchanged = Math.min(...measured.map(({ again }) => again.summary.unchanged.total));
  figures.add('second run', `${median(measured.map(({ again }) => again.seconds)).toFixed(2)} s`);
  figures.add(
    'second run, unchanged',
    number(unchanged),
    atLeast(unchanged, expected, `${number(expected)}, all that were enrolled`),
  );
  figures.add('second run, times as fast', number(faster, 1), atLeast(faster, 10, '10'));
}

/** A batch `times` as long: links to the same files under new names. */
async function addMemory(figures, files, times, { temporary, peak }) {
  const count = files.length * times;
  console.log(`Importing ${number(count)} photos for their peak memory ...`);
  const folder = linkPhotos(files, join(temporary, 'many'), times);
  const { peakBytes, summary, seconds } = await withTemporaryFolder((work) =>
    importFaces(folder, work),
  );
  const growth = peakBytes / peak - 1;
  figures.add(`import of ${times} times as many photos`, `${number(count / seconds, 1)} photos/s`);
  figures.add('  enrolled', `${number(summary.enrolled.total)} of ${number(count)}`);
  figures.add('  peak memory (RSS)', megabytes(peakBytes));
  figures.add('  more than the single batch', percent(growth, 1), atMost(growth, 0.1, '10%'));
}
