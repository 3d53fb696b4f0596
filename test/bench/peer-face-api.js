/**
 * Describes the faces of photos with @vladmandic/face-api, as its README shows it for Node.js
 * on WebAssembly: peer-face-api.js <folder of its packages> <photo> ...
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import sharp from 'sharp';

const [packages, ...photos] = process.argv.slice(2);
const require = createRequire(join(packages, 'package.json'));
const tf = require('@tensorflow/tfjs');
const wasm = require('@tensorflow/tfjs-backend-wasm');
const faceapi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');

const modules = join(packages, 'node_modules');
wasm.setWasmPaths(`${join(modules, '@tensorflow', 'tfjs-backend-wasm', 'dist')}/`);
await tf.setBackend('wasm');
await tf.ready();
const models = join(modules, '@vladmandic', 'face-api', 'model');
await faceapi.nets.ssdMobilenetv1.loadFromDisk(models);
await faceapi.nets.faceLandmark68Net.loadFromDisk(models);
await faceapi.nets.faceRecognitionNet.loadFromDisk(models);

const options = new faceapi.SsdMobilenetv1Options({ minConfidence: 0.5, maxResults: 1 });
let found = 0;
for (const photo of photos) {
  const { data, info } = await sharp(photo)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const pixels = tf.tensor3d(new Uint8Array(data), [info.height, info.width, 3], 'int32');
  const face = await faceapi
    .detectSingleFace(pixels, options)
    .withFaceLandmarks()
    .withFaceDescriptor();
  tf.dispose(pixels);
  if (face) found += 1;
}
console.log(JSON.stringify({ found }));
