/** npm run torture:side-by-side -- [--rounds 100] [--seed N] */

import { parseArgs } from 'node:util';
import { tortureSideBySide } from './torture.js';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
});
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
console.log(`${rounds} rounds; the same kills again: --rounds ${rounds} --seed ${seed}`);
const { kills, wrong } = await tortureSideBySide({
  ...{ rounds, seed },
  onRound: (done) => {
    if (done % 10 === 0) console.log(`${done} rounds done`);
  },
});
for (const line of wrong) console.error(line);
console.log(
  `${kills} runs were killed; ${wrong.length === 0 ? 'every round ended like runs one after the other' : `${wrong.length} wrong`}`,
);
process.exitCode = wrong.length > 0 ? 1 : 0;
