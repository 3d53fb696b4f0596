import { expect, test } from 'vitest';
import { type Flight, Flights } from '../../../src/workers/queue/import/flights.js';
import { jobOf, resultOf } from './support.js';

const MOST = 3;

/** Photos that wait to be sent. */
function waiting(n: number): Flights {
  const flights = new Flights();
  for (let i = 0; i < n; i += 1) {
    void flights.submit({ kind: 'extract', job: jobOf(new Uint8Array([i])) });
  }
  return flights;
}

function next(flights: Flights): Flight {
  const flight = flights.next(MOST);
  if (!flight) throw new Error('nothing to send');
  return flight;
}

test('a photo that is on its way again is not taken for sent when its former sending is heard of', () => {
  const flights = waiting(1);
  const flight = next(flights);
  const former = flight.photo;
  flights.again(flight);
  expect(next(flights)).toBe(flight);
  flights.sent(flight, former);
  expect(flights.sentBefore(Number.POSITIVE_INFINITY)).toEqual([]);
  flights.sent(flight, flight.photo);
  expect(flights.sentBefore(Number.POSITIVE_INFINITY)).toEqual([flight]);
});

test('no more are on their way than may be, and an answer makes room for another', () => {
  const flights = waiting(5);
  const all = [next(flights), next(flights), next(flights)];
  expect(flights.next(MOST)).toBeUndefined();
  flights.settle(all[1] as Flight, resultOf(new Uint8Array()));
  expect(flights.done).toBe(1);
  next(flights);
  expect(flights.next(MOST)).toBeUndefined();
});

test('nor of so many bytes, until those are answered or on their way again', () => {
  const flights = waiting(4);
  const read = { mark: new Uint8Array(), digest: '' };
  const [one, other] = [next(flights), next(flights)];
  flights.weigh(one, { ...read, bytes: 200e6 });
  flights.weigh(other, { ...read, bytes: 100e6 });
  expect(flights.next(MOST)).toBeUndefined();
  flights.settle(one, resultOf(new Uint8Array()));
  const third = next(flights);
  flights.weigh(third, { ...read, bytes: 200e6 });
  expect(flights.next(MOST)).toBeUndefined();
  flights.again(third);
  expect(next(flights)).toBe(third);
  expect(third.bytes).toBe(0);
});
