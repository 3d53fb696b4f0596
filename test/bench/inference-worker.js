/**
 * A worker thread with the models open and nothing in the way: counts the inferences that
 * photos need, and makes just those on ready tensors.
 */

import { parentPort, workerData } from 'node:worker_threads';
import { extract } from '../../dist/face/extract.js';
import { openFaceModels, releaseFaceModels } from '../../dist/face/models.js';

const models = await openFaceModels(workerData);
const sessions = {
  detector: models.detector.session,
  landmarks: models.landmarks,
  encoder: models.encoder.session,
};

const tasks = { count, prepare, infer };
parentPort.on('message', async ({ task, ...details }) => {
  if (task === 'close') await close();
  else parentPort.postMessage(await tasks[task](details));
});
parentPort.postMessage('open');

/** What the command asks of a photo unless told otherwise. */
const POLICY = {
  multipleFaces: 'dominant',
  quality: { level: 'standard' },
  timeoutMs: 60_000,
};

/** The inferences of each photo that this thread takes: [index, [key, ...]]. */
async function count({ photos, next }) {
  const counted = [];
  for (const index of taken(next, photos.length)) {
    const made = [];
    const job = { path: photos[index], knownDigests: [], profileImage: false, policy: POLICY };
    await extract(job, counting(made));
    counted.push([index, made]);
  }
  return counted;
}

/** The models, each noting what it is asked: its name and the shape of the input. */
function counting(made) {
  const noting = (name) => ({
    run(pixels, shape) {
      made.push(`${name} ${shape.join('x')}`);
      return sessions[name].run(pixels, shape);
    },
  });
  return {
    detector: { ...models.detector, session: noting('detector') },
    landmarks: noting('landmarks'),
    encoder: { ...models.encoder, session: noting('encoder') },
  };
}

let ready = new Map();
let photosOfKeys = [];

/** Makes a tensor for each kind of inference, and runs it once: the first is always slower. */
async function prepare({ inferences }) {
  photosOfKeys = inferences;
  ready = new Map(
    [...new Set(inferences.flat())].map((key) => {
      const [name, dimensions, type] = key.split(' ');
      const shape = dimensions.split('x').map(Number);
      const length = shape.reduce((product, side) => product * side, 1);
      const pixels = Uint8Array.from({ length }, (_, i) => (i * 37) % 255);
      const session = sessions[name];
      const floats = Float32Array.from(pixels, (value) => value / 255);
      const infer =
        type === 'float32'
          ? () => session.runFloats(floats, shape)
          : () => session.run(pixels, shape);
      return [key, infer];
    }),
  );
  for (const infer of ready.values()) await infer();
}

/** Makes the inferences of each photo that this thread takes. */
async function infer({ next }) {
  for (const index of taken(next, photosOfKeys.length)) {
    for (const key of photosOfKeys[index]) await ready.get(key)();
  }
}

/** Takes photo after photo from the heap that all threads share. */
function* taken(next, length) {
  for (let index = Atomics.add(next, 0, 1); index < length; index = Atomics.add(next, 0, 1)) {
    yield index;
  }
}

async function close() {
  await releaseFaceModels(models);
  parentPort.close();
}
