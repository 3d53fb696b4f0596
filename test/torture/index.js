/** npm run torture -- [--rounds 100] [--seed N] */

import { parseArgs } from 'node:util';
import { torture } from './torture.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
});
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
console.log(
  `${rounds} rounds; the same again: npm run torture -- --rounds ${rounds} --seed ${seed}`,
);
const { stops, wrong } = await torture({
  ...{ rounds, seed },
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
