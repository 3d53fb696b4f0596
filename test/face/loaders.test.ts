import { execFileSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT } from '../support/cli.js';
import { fixture } from '../support/scenario.js';

const DECODE = pathToFileURL(`${ROOT}/dist/face/decode.js`).href;

/** Limits the loaders, blocks all, and decodes in a thread that begins then: it must not open them again. */
const PROGRAM = `
  import { createRequire } from 'node:module';
  import { Worker } from 'node:worker_threads';
  await import('${DECODE}');
  createRequire('${DECODE}')('sharp').block({ operation: ['VipsForeignLoad'] });
  const thread = \`
    import { readFileSync } from 'node:fs';
    import { parentPort, workerData } from 'node:worker_threads';
    import { PhotoFileDecoder } from '${DECODE}';
    import { Deadline } from '${DECODE.replace('decode.js', 'deadline.js')}';
    const decoder = new PhotoFileDecoder(readFileSync(workerData), new Deadline(60_000));
    await decoder.size();
    parentPort.postMessage((await decoder.decode(64)).code ?? 'decoded');
  \`;
  new Worker(thread, { eval: true, workerData: process.argv[1] }).once('message', console.log);
`;

test('the loaders of photos are limited once in a process: a new thread leaves them to those at work', () => {
  const words = ['--input-type=module', '-e', PROGRAM, fixture('photos', '1001.jpg')];
  expect(execFileSync(process.execPath, words, { encoding: 'utf8' }).trim()).toBe('IMAGE_CORRUPT');
});
