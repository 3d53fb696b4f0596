import { describe, expect, it } from 'vitest';
import { runTyped } from '../../support/main.js';
import { Scenario } from '../../support/scenario.js';

const SECRET = 'Tr0ub4dor';
const URL = `postgres://faceenroll:${SECRET}@db.example.com/faces`;

/** Every command that takes --queue, otherwise as it would run. */
const COMMANDS = [
  'import-faces photos --create-missing',
  'import-csv users.csv',
  'sync users.csv --max-deletions 0',
  'watch photos',
  'upgrade --models openvino --yes',
  'serve --listen 127.0.0.1:0',
  'worker',
  'queue status',
  'queue purge --yes',
  'queue setup',
];

function scenario(): Scenario {
  const s = new Scenario();
  s.photos(['1001.jpg']);
  s.write('users.csv', 'user_id\n1001\n');
  return s;
}

describe('an address with a password', () => {
  it.each(COMMANDS)('is refused by %s before anything is opened', async (command) => {
    const s = scenario();
    const before = s.names();
    const ended = await runTyped([...command.split(' '), '--queue', URL], { cwd: s.cwd });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('db.example.com/faces holds a password');
    expect(ended.stdout + ended.stderr).not.toContain(SECRET);
    expect(s.names()).toEqual(before);
  });

  it('is refused from the environment and from the configuration file, too', async () => {
    const s = scenario();
    const inEnvironment = await runTyped(['queue', 'status'], {
      ...{ cwd: s.cwd, env: { FACEENROLL_QUEUE: URL } },
    });
    s.write('faceenroll.config.json', JSON.stringify({ queue: `${URL}?sslmode=require` }));
    const inFile = await runTyped(['queue', 'status'], { cwd: s.cwd });
    for (const { code, stderr } of [inEnvironment, inFile]) {
      expect(code).toBe(2);
      expect(stderr).toContain('holds a password');
      expect(stderr).not.toContain(SECRET);
    }
  });

  it('is told without it by "config show"', async () => {
    const s = scenario();
    for (const more of [[], ['--json']]) {
      const words = ['config', 'show', 'import-csv', ...more];
      const { stdout } = await runTyped(words, { cwd: s.cwd, env: { FACEENROLL_QUEUE: URL } });
      expect(stdout).toContain('postgres://faceenroll:...@db.example.com/faces');
      expect(stdout).not.toContain(SECRET);
    }
  });

  it.each([
    ['where no argument is expected', ['queue', 'status', URL]],
    ['behind a flag that there is not', ['queue', 'status', `--quee=${URL}`]],
    ['that is no address', ['queue', 'status', '--queue', URL.replace('com/', 'com:port/')]],
  ])('%s is not repeated', async (_, words) => {
    const { code, stderr } = await runTyped(words, { cwd: scenario().cwd });
    expect(code).not.toBe(0);
    expect(stderr).not.toContain(SECRET);
  });
});

it('a worker without a queue says how one is named', async () => {
  const s = scenario();
  const env = { FACEENROLL_QUEUE_KEY: Buffer.alloc(32).toString('base64') };
  const { code, stderr } = await runTyped(['worker'], { cwd: s.cwd, env });
  expect([code, stderr]).toEqual([2, expect.stringContaining('FACEENROLL_QUEUE')]);
});
