import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Works } from '../../src/workers/works.js';

/** Pieces of work that end when the test says so; `begun` has those that have begun. */
function pieces(n: number) {
  const begun: number[] = [];
  const all = Array.from({ length: n }, () => Promise.withResolvers<void>());
  const works = all.map(({ promise }, i) => () => {
    begun.push(i);
    return promise;
  });
  const end = async (i: number): Promise<void> => {
    all[i]?.resolve();
    await setImmediate();
  };
  return { begun, works, end };
}

test('as much is at work as the pool takes, and the rest begins as room comes, in its order', async () => {
  const works = new Works(() => 2);
  const { begun, works: five, end } = pieces(5);
  works.add(five.slice(0, 4));
  works.add(five.slice(4));
  expect(begun).toEqual([0, 1]);
  expect(works.size).toBe(5);
  const one = works.oneDone();
  await end(1);
  await one;
  expect(begun).toEqual([0, 1, 2]);
  expect(works.size).toBe(4);
  for (const i of [0, 2, 3, 4]) await end(i);
  await works.allDone();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('once nothing more is to begin, what waits is forgotten and what is at work is awaited', async () => {
  const works = new Works(() => 1);
  const { begun, works: three, end } = pieces(3);
  works.add(three.slice(0, 2));
  works.beginNoMore();
  works.add(three.slice(2));
  expect(works.size).toBe(1);
  let isDone = false;
  const all = works.allDone().then(() => {
    isDone = true;
  });
  await setImmediate();
  expect(isDone).toBe(false);
  await end(0);
  await all;
  expect(begun).toEqual([0]);
});

test('whoever waits for a while goes on when the last of it is done', async () => {
  const works = new Works(() => 2);
  const { works: two, end } = pieces(2);
  works.add(two);
  let goesOn = false;
  const waiting = works.allDoneWithin(1_000_000, new AbortController().signal).then(() => {
    goesOn = true;
  });
  await end(0);
  expect(goesOn).toBe(false);
  await end(1);
  await waiting;
});
