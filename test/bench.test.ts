import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ROOT } from './support/cli.js';

it('every benchmark can be loaded, and is listed', () => {
  const index = join(ROOT, 'test', 'bench', 'index.js');
  const { status, stdout, stderr } = spawnSync(process.execPath, [index, '--help'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(stdout).toMatch(/accuracy.*serve.*upgrade/s);
});
