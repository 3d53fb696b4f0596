/** A process of the search benchmark: does the task given as JSON and prints its figures. */

import { randoms } from '../../dist/domain/randoms.js';
import { clustersOf } from '../../dist/search/clusters.js';
import { Gallery } from '../../dist/search/gallery.js';
import { pairsAbove } from '../../dist/search/pairs.js';
import { BareProduct } from './bare-product.js';
import { peakBytes } from './child-usage.js';

/** Of random vectors of 128 values one pair in a hundred million reaches 0.5; copies have 0.9. */
const LEAST = 0.6;
const NOISE = 0.5;
const TOP = 10;

const task = JSON.parse(process.argv[2]);
const random = randoms(1);
const gallery = new Gallery(task.dimension, { threads: task.threads, blockRows: task.block });
const figures = await { search, pairs }[task.task](task);
await gallery.release();
console.log(JSON.stringify(figures));

async function search({ rows, dimension, queries: count, rounds, threads }) {
  // Every tenth query is a copy of a row, the rows spread over the gallery.
  const queries = Array.from({ length: count }, () => unit(dimension, noise));
  const planted = Math.min(Math.ceil(count / 10), rows);
  const step = Math.floor(rows / planted);
  for (let row = 0; row < rows; row += 1) {
    const vector = unit(dimension, noise);
    gallery.append(vector);
    if (row % step === 0 && row / step < planted) queries[row / step] = copyOf(vector);
  }
  const options = { top: TOP, least: LEAST };
  const matches = await gallery.search(queries, options);
  const found = matches.slice(0, planted).filter(([best], i) => best?.index === i * step).length;
  const alone = [];
  for (let i = 0; i < 5; i += 1) {
    alone.push(await secondsOf(() => gallery.search([queries[i % count]], options)));
  }
  // So far: what comes after belongs to the benchmark.
  const peak = peakBytes();
  const bare = await BareProduct.open(gallery, threads);
  await bare.run(queries);
  const searches = [];
  const products = [];
  // In turn, since other work on the machine comes and goes.
  for (let round = 0; round < rounds; round += 1) {
    searches.push(await secondsOf(() => gallery.search(queries, options)));
    products.push(await secondsOf(() => bare.run(queries)));
  }
  await bare.release();
  return { searches, products, alone, found, planted, peakBytes: peak };
}

async function pairs({ rows, dimension }) {
  const planted = Math.max(1, Math.floor(rows / 100));
  const step = Math.floor(rows / planted);
  let original = unit(dimension, noise);
  for (let row = 0; row < rows; row += 1) {
    // The last of each step is a copy of the first.
    if (row % step === 0) original = unit(dimension, noise);
    const place = row % step;
    if (place === 0) gallery.append(original);
    else gallery.append(place === step - 1 ? copyOf(original) : unit(dimension, noise));
  }
  const pairs = [];
  const seconds = await secondsOf(async () => {
    for await (const pair of pairsAbove(gallery, LEAST)) pairs.push(pair);
  });
  const found = clustersOf(pairs).filter(
    ([first, last]) => first % step === 0 && last === first + step - 1,
  ).length;
  return { seconds, pairs: pairs.length, found, planted, peakBytes: peakBytes() };
}

function copyOf(vector) {
  const scale = NOISE * Math.sqrt(3 / vector.length);
  return unit(vector.length, (i) => vector[i] + scale * noise());
}

function unit(dimension, coordinate) {
  const vector = Float32Array.from({ length: dimension }, (_, i) => coordinate(i));
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}

function noise() {
  return 2 * random() - 1;
}

async function secondsOf(work) {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
