/** Runs a benchmark: npm run bench -- accuracy|coverings|duplicates|fairness|gallery|groups|peers|processors|publish|quality|queue|liveness|scale|search|serve|things|thresholds|throughput|startup|upgrade [options] */

import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as accuracy from './accuracy.js';
import * as coverings from './coverings.js';
import * as duplicates from './duplicates.js';
import * as fairness from './fairness.js';
import * as gallery from './gallery.js';
import * as groups from './groups.js';
import * as liveness from './liveness.js';
import * as peers from './peers.js';
import * as processors from './processors.js';
import * as publish from './publish.js';
import * as quality from './quality.js';
import * as queue from './queue.js';
import * as scale from './scale.js';
import * as search from './search.js';
import * as serve from './serve.js';
import * as startup from './startup.js';
import { PHOTOS } from './support.js';
import * as things from './things.js';
import * as thresholds from './thresholds.js';
import * as throughput from './throughput.js';
import * as upgrade from './upgrade.js';

const BENCHMARKS = {
  accuracy,
  coverings,
  duplicates,
  fairness,
  gallery,
  groups,
  peers,
  processors,
  publish,
  quality,
  queue,
  liveness,
  scale,
  search,
  serve,
  things,
  thresholds,
  throughput,
  startup,
  upgrade,
};

/** As the command itself: 0 every target holds, 1 one falls short, 2 wrong usage. */
const [name, ...args] = process.argv.slice(2);
if (name === undefined || name === '--help') {
  console.log(list());
} else if (Object.hasOwn(BENCHMARKS, name)) {
  process.exitCode = await run(name, args);
} else {
  console.error(`There is no benchmark "${name}".\n${list()}`);
  process.exitCode = 2;
}

async function run(name, args) {
  const benchmark = BENCHMARKS[name];
  let options;
  try {
    options = readOptions(args, benchmark.OPTIONS);
  } catch (error) {
    console.error(`${error.message}\n${list()}`);
    return 2;
  }
  if (benchmark.NEEDS_PHOTOS && !existsSync(PHOTOS)) {
    console.log(`Skipped ${name}: it needs the photos in ${PHOTOS}, which is not there.`);
    return 0;
  }
  const figures = await benchmark.run(options);
  console.log(`\n${figures.table()}`);
  return figures.allHold ? 0 : 1;
}

/** Flags, texts, and whole numbers from 1 on. */
function readOptions(args, specs) {
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { type }]) => [
      name,
      { type: type === 'flag' ? 'boolean' : 'string' },
    ]),
  );
  const { values } = parseArgs({ args, options });
  return Object.fromEntries(
    Object.entries(specs).map(([name, { type, preset }]) => {
      const value = values[name];
      if (value === undefined || type !== 'number') return [name, value ?? preset];
      if (/^[1-9]\d*$/.test(value)) return [name, Number(value)];
      throw new Error(`--${name} must be a whole number from 1 on, not "${value}".`);
    }),
  );
}

function list() {
  const lines = Object.entries(BENCHMARKS).flatMap(([name, { SUMMARY, OPTIONS }]) => [
    `  ${name.padEnd(12)}${SUMMARY}`,
    ...Object.entries(OPTIONS).map(([option, { type, help }]) => {
      const flag = type === 'flag' ? `--${option}` : `--${option} N`;
      return `    ${flag.padEnd(12)}${help}`;
    }),
  ]);
  return `Benchmarks (npm run bench -- <name>):\n${lines.join('\n')}`;
}
