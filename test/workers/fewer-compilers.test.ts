import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const MODULE = new URL('../../dist/workers/fewer-compilers.js', import.meta.url).href;

/** A loop that V8 compiles with each of its compilers. */
const HOT = `
  import { leaveOutMaglev } from '${MODULE}';
  leaveOutMaglev();
  const bytes = new Uint8Array(1_000);
  const sum = () => { let all = 0; for (const byte of bytes) all += byte; return all; };
  for (let n = 0; n < 5_000; n += 1) sum();
`;

it('hot code of a worker process goes from the first compiler to the best', () => {
  const flags = ['--trace-opt', '--input-type=module', '--eval', HOT];
  const { stdout } = spawnSync(process.execPath, flags, { encoding: 'utf8' });
  expect(stdout).toContain('TURBOFAN');
  expect(stdout).not.toContain('MAGLEV');
});
