/** npm run fuzz -- [profiles] [--count 20000] [--seed N] [--keep <folder>] */

import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.js';
import { fuzzProfiles } from './profiles.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
    keep: { type: 'string' },
  },
});
const ofProfiles = positionals[0] === 'profiles';
const [count, seed] = [Number(values.count), Number(values.seed)];
if (values.keep) mkdirSync(values.keep, { recursive: true });
const [what, subject] = ofProfiles ? ['photos for profiles', 'profiles '] : ['damaged photos', ''];
console.log(
  `${count} ${what}; the same again: npm run fuzz -- ${subject}--count ${count} --seed ${seed}`,
);
const memory = () => Math.round(process.memoryUsage().rss / 1e6);
const { endings, wrong } = await (ofProfiles ? fuzzProfiles : fuzz)({
  ...{ count, seed, keep: values.keep },
  onDone: (done) => {
    if (done % (ofProfiles ? 25 : 500) === 0) console.log(`${done} done, ${memory()} MB`);
  },
});
console.table(endings);
for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
