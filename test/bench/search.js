/** How fast and how large the exact search is, beside the bare matrix product. */

import { fileURLToPath } from 'node:url';
import {
  atLeast,
  atMost,
  Figures,
  median,
  megabytes,
  number,
  runNode,
  withTemporaryFolder,
} from './support.js';

export const SUMMARY = 'new faces against galleries, and pairs in a batch; peak memory';
export const NEEDS_PHOTOS = false;
export const OPTIONS = {
  rows: { type: 'number', preset: 1_000_000, help: 'rows of the largest gallery (1000000)' },
  queries: { type: 'number', preset: 1000, help: 'new faces (1000)' },
  samples: { type: 'number', preset: 100_000, help: 'samples of the batch for pairs (100000)' },
  rounds: { type: 'number', preset: 3, help: 'rounds of search and product, in turn (3)' },
  threads: { type: 'number', preset: 2, help: 'threads of one product (2)' },
  block: { type: 'number', preset: 65_536, help: 'rows of one block of memory (65536)' },
};

const WORKER = fileURLToPath(new URL('search-worker.js', import.meta.url));
const MEMORY = 1.2e9;
const PAIRS_SECONDS = 300;

const CLOCKS = `Search: from the queries to their matches. Out: filling the gallery, opening the graph.
Bare product: the same batches and tiles through onnxruntime, and nothing done with the result.
Vectors are random; some queries and samples are noisy copies, which must be found.
Peak memory: of a process that fills a gallery and searches, Node.js and all.`;

export async function run({ rows, queries, samples, rounds, threads, block }) {
  const [tenth, hundredth] = [Math.ceil(rows / 10), Math.ceil(rows / 100)];
  const figures = new Figures();
  const common = { queries, rounds, threads, block };
  for (const [size, dimension] of [
    [hundredth, 128],
    [tenth, 128],
    [tenth, 512],
    [rows, 128],
  ]) {
    addSearch(figures, await measure({ task: 'search', rows: size, dimension, ...common }));
  }
  addPairs(figures, await measure({ task: 'pairs', rows: samples, dimension: 128, ...common }));
  console.log(`\n${CLOCKS}`);
  return figures;
}

/** Each in a process of its own, for its memory. */
function measure(task) {
  console.log(`${task.task}: ${number(task.rows)} x ${task.dimension} ...`);
  return withTemporaryFolder(async (folder) => {
    const { stdout } = await runNode([WORKER, JSON.stringify(task)], folder);
    return { ...task, ...JSON.parse(stdout) };
  });
}

function addSearch(figures, measured) {
  const { rows, dimension, queries, searches, products, found, planted, peakBytes } = measured;
  const seconds = median(searches);
  const ratio = median(searches.map((search, i) => search / products[i]));
  figures.add(
    `${number(queries)} faces in ${number(rows)} x ${dimension}`,
    `${number(seconds, 3)} s (${number(queries / seconds)} faces/s)`,
  );
  figures.add('  bare product', `${number(median(products), 3)} s`);
  figures.add('  search / bare product', ratio.toFixed(2), atMost(ratio, 2, '2'));
  figures.add('  one face alone', `${number(1000 * median(measured.alone), 1)} ms`);
  figures.add('  copies found', number(found), atLeast(found, planted, number(planted)));
  addMemory(figures, peakBytes);
}

function addPairs(figures, { rows, dimension, seconds, pairs, found, planted, peakBytes }) {
  figures.add(
    `pairs in ${number(rows)} x ${dimension}`,
    `${number(seconds, 1)} s`,
    atMost(seconds, PAIRS_SECONDS, `${PAIRS_SECONDS} s`),
  );
  figures.add('  pairs, copies found', `${number(pairs)}, ${number(found)}`);
  figures.add('  clusters of copies', number(found), atLeast(found, planted, number(planted)));
  addMemory(figures, peakBytes);
}

function addMemory(figures, bytes) {
  figures.add('  peak memory (RSS)', megabytes(bytes), atMost(bytes, MEMORY, megabytes(MEMORY)));
}
