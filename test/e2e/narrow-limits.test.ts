import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';

/** Runs the built command under a limit of the shell, and tells its exit code and its stderr. */
async function under(limit: string, s: Scenario, args: readonly string[]) {
  const command = [process.execPath, join(ROOT, 'bin', 'faceenroll.js'), ...args];
  const child = spawn('bash', ['-c', `ulimit ${limit}; exec "$@"`, 'bash', ...command], {
    cwd: s.cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code, stderr };
}

function scenario(): Scenario {
  const s = new Scenario();
  s.photos(['1001.jpg']);
  return s;
}

const IMPORT = ['import-faces', 'photos', '--create-missing', '--quiet'];

describe.skipIf(process.platform !== 'linux')('a limit that is too narrow', () => {
  it.each([
    ['-n 32', IMPORT],
    ['-n 55', IMPORT],
    ['-n 55', ['users', 'list']],
  ])('for open files (%s) is told in one line, before anything is done', async (limit, args) => {
    const s = scenario();
    expect(await under(limit, s, args)).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^faceenroll: too few open files .*"ulimit -n 1024"\n$/),
    });
    expect(readdirSync(s.cwd)).toEqual(['photos']);
  });

  it('for the open files of many threads is told, and that fewer need less', async () => {
    const { code, stderr } = await under('-n 64', scenario(), [...IMPORT, '--workers', '32']);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /^faceenroll: the worker process cannot .*too few open files .*--workers 32 now/,
    );
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it('for memory is told in one line, before anything is done', async () => {
    // With less Node.js 24 itself does not begin.
    const { code, stderr } = await under('-v 1400000', scenario(), ['users', 'list']);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^faceenroll: too little memory is allowed \(ulimit -v 1400000\): .*\n$/,
    );
  });

  it('for the memory of the worker process is told', async () => {
    const { code, stderr } = await under('-v 1510000', scenario(), [...IMPORT, '--workers', '8']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/faceenroll: .*too little memory: .*\n$/);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
