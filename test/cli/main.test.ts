import { existsSync } from 'node:fs';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { main } from '../../dist/cli/main.js';
import { temporaryFolder } from '../support/cli.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { memoryIo, runMain } from '../support/main.js';
import { Scenario } from '../support/scenario.js';

/** An output whose reader has had enough of it after the first lines. */
function closedEarly(): Writable & { readonly text: string } {
  let text = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      if (text !== '') return done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      text += chunk;
      done();
    },
  });
  return Object.defineProperty(stream, 'text', { get: () => text }) as typeof stream & {
    readonly text: string;
  };
}

describe('main', () => {
  it('prints help on stdout, as wide as that is', async () => {
    const io = memoryIo({ cwd: temporaryFolder() });
    expect(await main(['import-faces', '--help'], io)).toBe(0);
    expect(io.written('stderr')).toBe('');
    const usual = io.written('stdout');
    expect(usual).toMatch(/^Usage: faceenroll import-faces \[options\] <folder>\n/);
    const wide = memoryIo({ cwd: temporaryFolder() });
    Object.assign(wide.stdout, { isTTY: true, columns: 200 });
    expect(await main(['import-faces', '--help'], wide)).toBe(0);
    expect(wide.written('stdout').split('\n').length).toBeLessThan(usual.split('\n').length);
  });

  it('tells of wrong usage on stderr, and returns 2', async () => {
    const { code, stdout, stderr } = await runMain(['users', 'list', '--paeg', '2'], {
      cwd: temporaryFolder(),
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("error: unknown option '--paeg'");
  });

  it('finds what relative paths name in its own folder', async () => {
    const { cwd } = enrolledScenario(3);
    const { code, stdout, stderr } = await runMain(['users', 'list'], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('\n1001');
    expect(stdout).toMatch(/\n3 users\n$/);
  });

  it('takes a path with a slash at its end for a folder, as it was typed', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n1001\n');
    const { code, stderr } = await runMain(['import-csv', 'users.csv', '--errors', 'new/'], s);
    expect(code).toBe(2);
    expect(stderr).toContain(`--errors "${s.path('new')}/" is a folder`);
  });

  it('tells of an error in one line, and returns 1', async () => {
    const cwd = temporaryFolder();
    const { code, stdout, stderr } = await runMain(['users', 'list'], { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^faceenroll: [^\n]*faceenroll\.db[^\n]*\n$/);
  });

  it('returns the exit code of the command', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id\n');
    const { code, stdout } = await runMain(['import-csv', 'users.csv'], s);
    expect(code).toBe(3);
    expect(stdout).toContain('Nothing to do');
  });

  it('goes on to its end when nobody reads its output any more', async () => {
    const { cwd } = enrolledScenario(1200);
    const stdout = closedEarly();
    const closed = new Promise((resolve) => stdout.once('close', resolve));
    const io = { ...memoryIo({ cwd }), stdout };
    expect(await main(['users', 'list', '--json'], io)).toBe(0);
    await closed;
    expect(stdout.text.split('\n').length).toBeLessThan(1200);
    expect(io.written('stderr')).toBe('');
  });

  it('may run twice at the same time, each with its own folder and environment', async () => {
    const [first, second] = [enrolledScenario(2), enrolledScenario(4)];
    second.write('faceenroll.config.json', '{"quality":"strict"}');
    const list = ['users', 'list', '--json'];
    const results = await Promise.all([
      runMain(list, { cwd: first.cwd }),
      runMain(list, { cwd: second.cwd }),
      runMain(list, { cwd: first.cwd, env: { FACEENROLL_DB: second.db } }),
      runMain(['config', 'show', 'inspect'], { cwd: first.cwd, env: { FACEENROLL_WORKERS: '2' } }),
      runMain(['config', 'show', 'inspect'], { cwd: second.cwd, env: { FACEENROLL_WORKERS: '' } }),
    ]);
    const lines = results.slice(0, 3).map(({ stdout }) => stdout.trimEnd().split('\n').length - 1);
    expect(lines).toEqual([2, 4, 4]);
    expect(results[3]?.stdout).toMatch(/\nworkers +2 +environment FACEENROLL_WORKERS\n/);
    expect(results[3]?.stdout).toMatch(/\nquality +standard +default\n/);
    expect(results[4]?.stdout).toMatch(/\nworkers +- +default\n/);
    expect(results[4]?.stdout).toMatch(/\nquality +strict +file\n/);
  });

  it('does not look at the environment of the process', async () => {
    vi.stubEnv('FACEENROLL_DB', 'of-the-process.db');
    try {
      const { cwd } = enrolledScenario(2);
      const io = memoryIo({ cwd });
      expect(await main(['users', 'list', '--csv', '--columns', 'user_id'], io)).toBe(0);
      expect(io.written('stdout')).toBe('user_id\n1001\n1002\n');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('takes a wrong value of the environment for wrong usage, and names the variable', async () => {
    const env = { FACEENROLL_WORKERS: 'many' };
    const { code, stderr } = await runMain(['inspect', 'x.jpg'], { cwd: temporaryFolder(), env });
    expect(code).toBe(2);
    expect(stderr).toContain("value 'many' from env 'FACEENROLL_WORKERS' is invalid");
  });

  it('leaves nothing behind in the process', async () => {
    const before = ['SIGINT', 'SIGTERM', 'exit'].map((name) => process.listenerCount(name));
    const { exitCode } = process;
    const { cwd } = enrolledScenario(1);
    const backup = await runMain(['backup', 'copy.db'], { cwd });
    expect(backup.code).toBe(0);
    expect((await runMain(['users', 'show', 'nobody'], { cwd })).code).toBe(1);
    expect(['SIGINT', 'SIGTERM', 'exit'].map((name) => process.listenerCount(name))).toEqual(
      before,
    );
    expect(process.exitCode).toBe(exitCode);
  });

  it('ends in good order when its signals say so, and listens to no more of them', async () => {
    const s = enrolledScenario(500);
    const io = memoryIo(s);
    io.signals.once('newListener', () => setImmediate(() => io.signals.raise('SIGTERM')));
    expect(await main(['backup', 'copy.db'], io)).toBe(143);
    expect(io.written('stderr')).toBe('Interrupted: no backup was made.\n');
    expect(existsSync(s.path('copy.db'))).toBe(false);
    expect(io.signals.eventNames()).toEqual([]);
  });

  it('is wrong usage to delete where nobody can be asked', async () => {
    const { cwd } = enrolledScenario(1);
    const { code, stderr } = await runMain(['users', 'delete', '1001'], { cwd, stdin: 'y\n' });
    expect(code).toBe(2);
    expect(stderr).toContain('without a terminal nobody can be asked');
  });

  it('asks a person on the terminal, who answers', async () => {
    const { cwd } = enrolledScenario(2);
    const stdin = new PassThrough();
    const io = { ...memoryIo({ cwd }), stdin };
    for (const stream of [stdin, io.stderr]) Object.assign(stream, { isTTY: true });
    stdin.write('y\n');
    const code = await main(['users', 'delete', '1001'], io);
    expect({ code, stderr: io.written('stderr') }).toMatchObject({ code: 0 });
    expect(io.written('stderr')).toContain('Delete this for good? [y/N]');
    const { stdout } = await runMain(['users', 'list', '--csv', '--columns', 'user_id'], { cwd });
    expect(stdout).toBe('user_id\n1002\n');
  });
});
