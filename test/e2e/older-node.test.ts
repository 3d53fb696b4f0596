import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT, temporaryFolder } from '../support/cli.js';

const run = promisify(execFile);

/** Runs the command on this Node.js, which says that it is another one. */
async function commandOn(versions: { readonly node: string; readonly napi: string }) {
  const preload = join(temporaryFolder(), 'older.cjs');
  writeFileSync(
    preload,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, ...${JSON.stringify(versions)} } });`,
  );
  const args = ['--require', preload, join(ROOT, 'bin', 'faceenroll.js'), '--version'];
  return run(process.execPath, args).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
  );
}

describe('a Node.js', () => {
  it.each([
    ['20.20.2', '9'],
    ['22.13.1', '9'],
    ['23.5.0', '9'],
  ])(
    '%s, which better-sqlite3 would crash, is told in one line which is needed',
    async (node, napi) => {
      const { code, stdout, stderr } = await commandOn({ node, napi });
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^faceenroll: Node\.js 22\.14 or later is needed, and this is .*\n$/);
      expect(stderr).toContain(node);
    },
  );

  it('that has what is needed runs the command', async () => {
    const { code, stdout } = await commandOn({ node: '22.14.0', napi: '10' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
