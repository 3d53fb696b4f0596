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

test.each([...Array(TICKS).keys()])(
  'a photo is sent that was read %i ticks after the one before was stored',
  async (ticks) => {
    const flights = new Flights();
    const [early, late] = [Promise.resolve(READ), Promise.withResolvers<ReadPhoto>()];
    const reads = [early, late.promise];
    const read = (_: ReaderTask) => reads.shift() as Promise<ReadPhoto>;
    const sent: string[] = [];
    const readLate = async (): Promise<void> => {
      for (let tick = 0; tick < ticks; tick += 1) await undefined;
      late.resolve(READ);
    };
    const send = async (parcels: readonly Parcel[]): Promise<void> => {
      sent.push(...parcels.map(({ photo }) => photo));
      void readLate();
    };
    const sender = new Sender({
      flights,
      reader: { atOnce: 2, read } as ReadingThreads<ReaderTask, ReadPhoto>,
      parcels: { send } as unknown as Parcels,
      leftovers: { adopt: async (batch) => batch } as Leftovers,
      key: new QueueKey(new Uint8Array(32)),
      salt: Buffer.alloc(16),
      queue: 'q',
      priority: 0,
      window: () => 2,
      giveUp: (error) => {
        throw error;
      },
    });
    for (const bytes of photos(2)) void flights.submit({ kind: 'extract', job: jobOf(bytes) });
    sender.handOut();
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toHaveLength(2);
  },
);
