import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Flights } from '../../../src/workers/queue/import/flights.js';
import type { Leftovers } from '../../../src/workers/queue/import/leftovers.js';
import type { Parcel, Parcels } from '../../../src/workers/queue/import/parcels.js';
import type { ReaderTask, ReadPhoto } from '../../../src/workers/queue/import/reader.js';
import { Sender } from '../../../src/workers/queue/import/sender.js';
import { QueueKey } from '../../../src/workers/queue/queue-key.js';
import type { ReadingThreads } from '../../../src/workers/queue/reading-threads.js';
import { jobOf, photos } from './support.js';

const READ: ReadPhoto = {
  kind: 'sealed',
  sealed: new Uint8Array(1),
  mark: new Uint8Array(1),
  digest: '',
};

/** More than it takes from the last statement to the end of a sending. */
const TICKS = 12;

/** A sender of so many photos, all at once, to parcels of the test. */
function senderTo(
  send: (parcels: readonly Parcel[]) => Promise<void>,
  reads: Promise<ReadPhoto>[],
) {
  const flights = new Flights();
  const n = reads.length;
  const read = (_: ReaderTask) => reads.shift() as Promise<ReadPhoto>;
  const sender = new Sender({
    flights,
    reader: { atOnce: n, read } as ReadingThreads<ReaderTask, ReadPhoto>,
    parcels: { send } as unknown as Parcels,
    // A sender that sends nothing would do that for ever, and no test would fail.
    leftovers: {
      adopt: (batch) => (batch.length > 0 ? Promise.resolve(batch) : new Promise(() => {})),
    } as Leftovers,
    key: new QueueKey(new Uint8Array(32)),
    salt: Buffer.alloc(16),
    queue: 'q',
    priority: 0,
    window: () => n,
    giveUp: (error) => {
      throw error;
    },
  });
  for (const bytes of photos(n)) void flights.submit({ kind: 'extract', job: jobOf(bytes) });
  sender.handOut();
}

test.each([...Array(TICKS).keys()])(
  'a photo is sent that was read %i ticks after the one before was stored',
  async (ticks) => {
    const late = Promise.withResolvers<ReadPhoto>();
    const sent: string[] = [];
    const readLate = async (): Promise<void> => {
      for (let tick = 0; tick < ticks; tick += 1) await undefined;
      late.resolve(READ);
    };
    const send = async (parcels: readonly Parcel[]): Promise<void> => {
      sent.push(...parcels.map(({ photo }) => photo));
      void readLate();
    };
    senderTo(send, [Promise.resolve(READ), late.promise]);
    await setImmediate();
    expect(sent).toHaveLength(2);
  },
);

test('a photo that is larger than a transaction goes alone, and others together', async () => {
  const sizes = [1, 9e6, 9e6, 1, 4e6, 3e6];
  const sent: number[][] = [];
  const send = async (parcels: readonly Parcel[]): Promise<void> => {
    // All others are read meanwhile.
    await setImmediate();
    sent.push(parcels.map(({ sealed }) => sealed.length));
  };
  const sealed = sizes.map((size) => ({ ...READ, sealed: new Uint8Array(size) }));
  senderTo(
    send,
    sealed.map((read) => Promise.resolve(read)),
  );
  for (let turn = 0; turn < 20; turn += 1) await setImmediate();
  expect(sent).toEqual([[1], [9e6], [9e6], [1, 4e6, 3e6]]);
});
