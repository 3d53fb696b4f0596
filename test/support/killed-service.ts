import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './cli.js';

/** The address of a built module, for scripts that a test starts and kills. */
export const builtModule = (path: string): string => pathToFileURL(join(ROOT, 'dist', path)).href;

/** The beginning of such a script: `Service`, and a host and a pool for it that gives another face for each photo. */
export const SERVICE_SCRIPT = `
  import { randomBytes } from 'node:crypto';
  import { Service } from '${builtModule('operations/serving/service.js')}';
  const signal = new AbortController().signal;
  const host = {
    env: {}, cwd: process.cwd(), shownFrom: '', isWatched: false, signal,
    tell() {}, note() {}, progress() {},
  };
  const embedding = () => {
    const values = Float32Array.from({ length: 192 }, () => Math.random() - 0.5);
    const length = Math.hypot(...values);
    return values.map((value) => value / length);
  };
  const pool = {
    capacity: 8, start() {}, drop() {}, async close() {},
    extract: async () => ({
      kind: 'sample',
      sample: {
        digest: randomBytes(32).toString('hex'), embedding: embedding(),
        quality: 0.9, rotated: 0, liveness: null,
      },
    }),
  };
`;
