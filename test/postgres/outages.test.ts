import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Outages } from '../../src/postgres/outages.js';

const refused = Object.assign(new Error('of a test'), { code: 'ECONNREFUSED' });
const full = Object.assign(new Error('No space left on device'), { code: '53100' });
const [one, other] = [Symbol(), Symbol()];

let told: string[];
let outages: Outages;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  told = [];
  outages = new Outages('db', (message) => void told.push(message));
});

afterEach(() => {
  vi.useRealTimers();
});

const seconds = (n: number): void => void vi.advanceTimersByTime(1_000 * n);
const first = (): readonly string[] => told.map((line) => line.split(' ', 1)[0] ?? '');

test('an outage is told when it begins, each minute, and when the server has been back for a while', () => {
  for (let i = 0; i < 7; i += 1) {
    outages.missed(one, refused);
    seconds(10);
  }
  expect(outages.answered(one)).toBe(true);
  expect(outages.isAway).toBe(false);
  expect(first()).toEqual(['Waiting', 'Waiting']);
  seconds(6);
  expect(told.at(-1)).toBe('PostgreSQL at db answers again after 70 s');
  seconds(60);
  expect(told).toHaveLength(3);
});

test('one that ends and begins again at once is one', () => {
  for (let i = 0; i < 15; i += 1) {
    outages.missed(one, refused);
    seconds(1);
    expect(outages.answered(one)).toBe(true);
    seconds(1);
  }
  expect(first()).toEqual(['Waiting']);
  seconds(6);
  expect(told.at(-1)).toBe('PostgreSQL at db answers again after 29 s');
  expect(outages.count).toBe(15);
});

test('outages within a minute are told once, and one that was not told does not end', () => {
  for (let i = 0; i < 3; i += 1) {
    outages.missed(one, refused);
    seconds(1);
    outages.answered(one);
    seconds(9);
  }
  expect(first()).toEqual(['Waiting', 'PostgreSQL']);
});

test('a server whose disk is full is not back because it reads', () => {
  outages.missed(one, full);
  expect(outages.answered(other)).toBe(false);
  expect(outages.isAway).toBe(true);
  expect(outages.answered(one)).toBe(true);
  expect(outages.isAway).toBe(false);
});

test('it is back with any answer when nobody waits any more for it to write', () => {
  outages.missed(one, full);
  outages.left(one);
  expect(outages.answered(other)).toBe(true);
});

test('a server that was not reached is back with any answer', () => {
  outages.missed(one, refused);
  expect(outages.answered(other)).toBe(true);
});

test('whoever ends while the server is just back hears of it', () => {
  outages.missed(one, refused);
  seconds(1);
  outages.answered(one);
  outages.settle();
  expect(told.at(-1)).toBe('PostgreSQL at db answers again after 1 s');
  outages.settle();
  expect(told).toHaveLength(2);
});
