import { parseArgs } from 'node:util';
import { tortureQueue } from './torture.js';

/** Milliseconds between two disturbances at most; a worker takes a second to start. */
const MOST_PAUSE_MS = 3_000;

/** Milliseconds of each way to a worker in another town. */
const FAR_MS = 150;

/** Milliseconds that a program is stopped at most: others look twice a minute for what it has. */
const MOST_STOPPED_MS = 45_000;

/** Kills so many processes, and says how it ended. */
export async function tortureOfQueue() {
  const { values } = parseArgs({
    allowPositionals: true,
    options: {
      kills: { type: 'string', default: '200' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
      photos: { type: 'string', default: '260' },
    },
  });
  const [kills, seed, photos] = [values.kills, values.seed, values.photos].map(Number);
  console.log(
    `${kills} kills; about the same again: npm run torture -- queue --kills ${kills} --seed ${seed} --photos ${photos}`,
  );
  process.once('SIGINT', () => process.exit(130));
  const began = performance.now();
  const {
    rounds,
    wrong,
    counts,
    photos: all,
  } = await tortureQueue({
    ...{ kills, seed, photos, farMs: FAR_MS },
    ...{ mostPauseMs: MOST_PAUSE_MS, mostStoppedMs: MOST_STOPPED_MS },
    onRound: (told) => console.log(told),
  });
  const minutes = ((performance.now() - began) / 60_000).toFixed(1);
  console.table(counts);
  // Also of workers, which no round tells.
  for (const what of wrong) console.log(what);
  console.log(
    `${rounds} rounds with ${all} photos in ${minutes} min: ${wrong.length === 0 ? 'all ended like undisturbed imports, and PostgreSQL was empty afterwards' : `${wrong.length} wrong`}`,
  );
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
