import { DEFAULT_PACK } from '../../domain/option-values.js';
import { MEMORY_OPTION, WORKERS_OPTION } from './machine.js';
import {
  choice,
  file,
  folder,
  listenAddress,
  name,
  number,
  postgres,
  type ValuesOf,
} from './row.js';

/** Higher ones come first. */
const PRIORITIES = { least: -100, most: 100, whole: true } as const;

const queueAt = (text: string) => postgres(text, { env: 'FACEENROLL_QUEUE' });

/** Which queue of photos. */
export const QUEUE_OPTION = {
  queue: queueAt('the PostgreSQL database of the queue: postgres://<user>@<host>/<database>'),
};

/** The key that its machines share. */
export const QUEUE_KEY_OPTION = {
  queueKeyFile: file(
    'the key that all machines of the queue share (env: FACEENROLL_QUEUE_KEY_FILE, FACEENROLL_QUEUE_KEY)',
  ),
};

/** Where work goes that machines of a queue can do as well. */
export const QUEUE_OPTIONS = {
  queue: queueAt(
    'the PostgreSQL database that hands photos to workers on other machines; this one then extracts none',
  ),
  ...QUEUE_KEY_OPTION,
  priority: number(PRIORITIES)('for --queue: photos of a higher priority come first', {
    default: 0,
  }),
};

/** How photos of an import go over a queue. */
export const PHOTO_QUEUE_OPTIONS = {
  ...QUEUE_OPTIONS,
  photoTransport: choice(['bytes', 'path'], 'how')(
    'for --queue: send each photo, encrypted, or only its path in a folder that all machines see',
    { default: 'bytes' },
  ),
};

/** Whoever asks for work over a queue. */
export type QueueSettings = Partial<ValuesOf<typeof PHOTO_QUEUE_OPTIONS>>;

/** What a worker is told. */
export const WORKER_OPTIONS = {
  ...QUEUE_OPTION,
  ...QUEUE_KEY_OPTION,
  models: name('the model pack; it must be that of the imports', {
    value: 'pack',
    default: DEFAULT_PACK,
  }),
  photos: folder('where this machine sees the folder of the photos, for --photo-transport path'),
  ...WORKERS_OPTION,
  ...MEMORY_OPTION,
  untilIdle: number(
    { least: 1, most: 86_400, whole: true },
    'seconds',
  )('end after this time without a photo (default: run until it is stopped)'),
  metricsListen: listenAddress('where /metrics is, for Prometheus: address:port, unix:/file'),
};
