import { expect, test } from 'vitest';
import type { SealedOrder } from '../../../src/workers/queue/worker/claims.js';
import { Hands } from '../../../src/workers/queue/worker/hands.js';

const NOTHING = Buffer.alloc(0);

function order(id: string, deaths: number, retryCount = deaths): SealedOrder {
  const claim = { id, retryCount };
  return { claim, deaths, mark: NOTHING, salt: NOTHING, sealed: NOTHING };
}

test('photos of workers that died wait to be tried alone, with the claim that they came with last', () => {
  const hands = new Hands();
  expect(hands.take([order('a', 0), order('b', 1), order('c', 1)])).toEqual([order('a', 0)]);
  expect(hands.take([order('b', 2), order('a', 1)])).toEqual([]);
  hands.drop(['c']);
  expect(hands.nextSuspect()).toEqual(order('b', 2));
  expect(hands.hasSuspect).toBe(false);
  expect(hands.claims).toEqual([order('a', 1), order('b', 2)].map(({ claim }) => claim));
});

test('photos whose orders are being read are in hand already, for signs of life and to be given back', () => {
  const hands = new Hands();
  hands.take([order('a', 0)]);
  const [first, second] = [order('a', 1), order('b', 0)];
  hands.expect([first.claim, second.claim]);
  expect(hands.claims).toEqual([order('a', 0).claim, first.claim, second.claim]);
  hands.take([first]);
  expect(hands.claims).toEqual([first.claim]);
});
