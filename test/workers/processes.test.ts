import { setTimeout } from 'node:timers/promises';
import { expect, it, onTestFinished } from 'vitest';
// Processes load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../dist/workers/pool.js';
import { type AnyProcess, NEW_PROCESSES } from '../../dist/workers/processes.js';
import { findPack } from '../../src/models/packs.js';
import { jobOf, portrait, SAMPLE } from '../support/quick-pool.js';

const { models } = findPack('standard');

/** Starts one process, and hands it from pool to pool. */
function handedOn() {
  const started: AnyProcess[] = [];
  onTestFinished(async () => {
    await Promise.all(started.map((process) => process.stop()));
  });
  const processes: typeof NEW_PROCESSES = {
    take(setup, limits, listener) {
      const [process = NEW_PROCESSES.take(setup, limits, listener)] = started;
      if (started.length === 0) started.push(process);
      else process.setListener(listener);
      return process;
    },
    giveBack: async () => {},
  };
  return () => new ExtractionPool(models, { threads: 1, processes });
}

it('a process that a pool gives back extracts for the next one', async () => {
  const next = handedOn();
  const [first, second] = [next(), next()];
  expect(await first.extract(jobOf(portrait('1001.jpg')))).toEqual(SAMPLE);
  await first.close();
  expect(await second.extract(jobOf(portrait('1002.jpg')))).toEqual(SAMPLE);
  await second.close();
});

it('a pool that dropped its photos leaves the process alone that it gave back', async () => {
  const next = handedOn();
  const [first, second] = [next(), next()];
  expect(await first.extract(jobOf(portrait('1001.jpg')))).toEqual(SAMPLE);
  first.drop(new Error('interrupted'));
  await first.close();
  // When all is to be dropped, a process has 1.2 s to finish what it is at.
  await setTimeout(1_500);
  expect(await second.extract(jobOf(portrait('1002.jpg')))).toEqual(SAMPLE);
  await second.close();
});
