/**
 * npm run torture -- [--rounds 100] [--seed N] [--scenes apply,worker,making,...]
 * npm run torture -- queue [--kills 200] [--seed N] [--photos 260]
 */

import { parseArgs } from 'node:util';
import { tortureOfQueue } from './queue/index.js';
import { SCENES, torture } from './torture.js';

await (process.argv[2] === 'queue' ? tortureOfQueue() : tortureOfImports());

async function tortureOfImports() {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
      scenes: { type: 'string', default: SCENES.join() },
    },
  });
  const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
  const scenes = values.scenes.split(',');
  const unknown = scenes.find((scene) => !SCENES.includes(scene));
  if (unknown !== undefined) throw new Error(`no scene "${unknown}"; there are ${SCENES.join()}`);
  console.log(
    `${rounds} rounds; the same again: npm run torture -- --rounds ${rounds} --seed ${seed} --scenes ${scenes}`,
  );
  const { stops, wrong } = await torture({
    ...{ rounds, seed, scenes },
    onRound: (done) => {
      if (done % 10 === 0) console.log(`${done} rounds done`);
    },
  });
  console.log('So often a run was stopped in');
  console.table(stops);
  for (const line of wrong) console.error(line);
  console.log(
    wrong.length === 0 ? 'Every round ended like the undisturbed run.' : `${wrong.length} wrong`,
  );
  process.exitCode = wrong.length > 0 ? 1 : 0;
}
