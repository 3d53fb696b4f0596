import { expect, test } from 'vitest';
import { Flights } from '../../../src/workers/queue/import/flights.js';
import { Leftovers } from '../../../src/workers/queue/import/leftovers.js';
import type { Outgoing, Parcels } from '../../../src/workers/queue/import/parcels.js';
import type { PhotoQueue } from '../../../src/workers/queue/photo-queue.js';
import { jobOf } from './support.js';

const MARK = Buffer.from('the same photo');

test('what a killed import has left is taken over by one of two entries with the same photo, also when it is looked for again meanwhile', async () => {
  const flights = new Flights();
  const dead = { id: 'dead', host: '', processSpace: '', pid: 0, isSilent: true };
  const queue = { name: 'q', link: { query: async () => ({ rows: [dead], rowCount: 1 }) } };
  const parcels: Pick<Parcels, 'leftBy' | 'adopt'> = {
    leftBy: async () => new Map([[MARK.toString('hex'), 'left']]),
    adopt: async (photos) => new Set(photos),
  };
  const leftovers = new Leftovers(
    queue as unknown as PhotoQueue,
    parcels as unknown as Parcels,
    flights,
  );
  const sent = (): Outgoing => {
    flights.submit({ kind: 'extract', job: jobOf(MARK) }).catch(() => {});
    const flight = flights.next(10);
    if (!flight) throw new Error('nothing was submitted');
    const { photo } = flight;
    return { flight, parcel: { photo, mark: MARK, sealed: MARK } };
  };
  const [one, two] = [sent(), sent()];
  await leftovers.look();
  expect(await leftovers.adopt([one])).toEqual([]);
  await leftovers.look();
  expect(await leftovers.adopt([two])).toEqual([two]);
  expect(flights.of('left')).toBe(one.flight);
  expect(flights.of(two.parcel.photo)).toBe(two.flight);
  flights.rejectAll(new Error('the end'));
});
