/** npm run fuzz -- [--count 20000] [--seed N] [--keep <folder>] */

import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.js';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    keep: { type: 'string' },
  },
});
const [count, seed] = [Number(values.count), Number(values.seed)];
if (values.keep) mkdirSync(values.keep, { recursive: true });
console.log(
  `${count} damaged photos; the same again: npm run fuzz -- --count ${count} --seed ${seed}`,
);
const memory = () => Math.round(process.memoryUsage().rss / 1e6);
const { endings, wrong } = await fuzz({
  ...{ count, seed, keep: values.keep },
  onDone: (done) => {
    if (done % 500 === 0) console.log(`${done} done, ${memory()} MB`);
  },
});
console.table(endings);
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
