/** The same import in threads of its own, and over a queue with as many worker processes of one thread. */

import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { atLeast, importFaces, linkPhotos, median, number, PHOTOS, ROOT } from './support.js';

const RATIO = 0.85;

/** Threads of the local import, and workers of the queued one. */
const WORKERS = 2;

export async function addLocal(figures, { server, folder, keyFile }, { photos, rounds }) {
  const source = join(PHOTOS, 'photos');
  const files = readdirSync(source).sort().slice(0, photos);
  const photosFolder = linkPhotos(
    files.map((name) => join(source, name)),
    join(folder, 'photos'),
    1,
  );
  const queue = ['--queue', server.url, '--queue-key-file', keyFile];
  const workers = Array.from({ length: WORKERS }, () => startWorker(queue, folder));
  try {
    await workersThere(server, WORKERS);
    // The first photos of a process are slower.
    await importFaces(photosFolder, folder, ['--db', 'warm.db', ...queue]);
    const measured = [];
    for (let round = 0; round < rounds; round += 1) {
      const local = ['--db', `local-${round}.db`, '--workers', String(WORKERS)];
      const alone = await importFaces(photosFolder, folder, local);
      const queued = await importFaces(photosFolder, folder, [
        ...['--db', `queued-${round}.db`],
        ...queue,
      ]);
      for (const { summary } of [alone, queued]) {
        if (summary.enrolled.total === 0) throw new Error(JSON.stringify(summary));
      }
      const rates = [alone, queued].map(({ seconds }) => files.length / seconds);
      console.log(`local ${number(rates[0], 1)}/s, queue ${number(rates[1], 1)}/s`);
      measured.push({ local: rates[0], queued: rates[1], cpu: queued.cpuSeconds });
    }
    const ratio = median(measured.map(({ local, queued }) => queued / local));
    const rate = (name) => `${number(median(measured.map((round) => round[name])), 1)} photos/s`;
    figures.add(`import of ${number(files.length)} photos, ${WORKERS} threads`, rate('local'));
    figures.add(`over the queue, ${WORKERS} workers of a thread`, rate('queued'));
    figures.add('queue beside local', ratio.toFixed(3), atLeast(ratio, RATIO, `${RATIO}`));
    const cpu = (1000 * median(measured.map((round) => round.cpu))) / files.length;
    figures.add('CPU time a photo of the coordinator', `${number(cpu, 1)} ms`);
  } finally {
    for (const { child } of workers) child.kill('SIGTERM');
    await Promise.all(workers.map(({ ended }) => ended));
  }
}

function startWorker(queue, folder) {
  const bin = join(ROOT, 'bin', 'faceenroll.js');
  const child = spawn(process.execPath, [bin, 'worker', ...queue, '--workers', '1'], {
    ...{ cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  });
  const log = [];
  child.stderr.on('data', (data) => log.push(data));
  const ended = new Promise((resolve) => child.once('close', resolve));
  // Stopped by this bench, or ended for a reason of its own.
  ended.then((code) => code === 1 && console.error(`a worker ended:\n${Buffer.concat(log)}`));
  return { child, ended };
}

/** Waits until workers have said that they are there. */
export async function workersThere(server, count) {
  for (;;) {
    const [{ there }] = await server.query(
      "SELECT to_regclass('faceenroll_queue.workers') IS NOT NULL AS there",
    );
    if (there) {
      const [{ n }] = await server.query(
        "SELECT count(*)::int AS n FROM faceenroll_queue.workers WHERE seen_at > now() - interval '10 s'",
      );
      if (n >= count) return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
