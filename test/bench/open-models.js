/** A process that opens the models as a worker does, and prints how many seconds each step took. */

import { DEFAULT_PACK, findPack } from '../../dist/models/packs.js';

const started = performance.now();
const { files } = findPack(DEFAULT_PACK);
const checked = performance.now();
const { ModelSession } = await import('../../dist/models/session.js');
const loaded = performance.now();
const sessions = await Promise.all(Object.values(files).map((file) => ModelSession.open(file)));
const opened = performance.now();
console.log(
  JSON.stringify({
    check: (checked - started) / 1000,
    library: (loaded - checked) / 1000,
    open: (opened - loaded) / 1000,
  }),
);
for (const session of sessions) await session.release();
