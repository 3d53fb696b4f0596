import { expect, test } from 'vitest';
import { Flights } from '../../../src/workers/queue/import/flights.js';
import { jobOf } from './support.js';

test('a photo that is on its way again is not taken for sent when its former sending is heard of', () => {
  const flights = new Flights();
  void flights.submit({ kind: 'extract', job: jobOf(new Uint8Array([1])) });
  const flight = flights.next(1);
  if (!flight) throw new Error('nothing to send');
  const former = flight.photo;
  flights.again(flight);
  expect(flights.next(1)).toBe(flight);
  flights.sent(flight, former);
  expect(flights.sentBefore(Number.POSITIVE_INFINITY)).toEqual([]);
  flights.sent(flight, flight.photo);
  expect(flights.sentBefore(Number.POSITIVE_INFINITY)).toEqual([flight]);
});
