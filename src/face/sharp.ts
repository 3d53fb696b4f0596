import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

// As CommonJS: scanning sharp's modules for exports would double a worker's start-up time.
import sharp = require('sharp');

/** What threads are told whose process has done this; not its child processes. */
const LOADERS_ARE_LIMITED = 'faceenroll: loaders of photos are limited';

// The worker pool is the parallelism; each worker decodes one photo at a time.
sharp.concurrency(1);
// libvips' operation cache would waste memory, because every photo is seen once.
sharp.cache(false);
// Disables all of libvips' loaders but the two that a photo may need. They are the whole process's:
// another thread that decoded a photo at this moment would find no loader, and take it for damaged.
if (!getEnvironmentData(LOADERS_ARE_LIMITED)) {
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng'] });
  setEnvironmentData(LOADERS_ARE_LIMITED, true);
}

/** sharp, as photos of strangers need it. The only file that imports it. */
export { sharp };
