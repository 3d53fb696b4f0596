import { readFileSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { enrolledScenario } from '../support/gallery-database.js';
import { Scenario } from '../support/scenario.js';

/** Longer than any path or ID that somebody typed. */
const LONG = 'abcdefghij'.repeat(400);

describe.skipIf(process.platform === 'win32')('a link to itself', () => {
  function linked(): Scenario {
    const s = enrolledScenario(1);
    symlinkSync('loop', s.path('loop'));
    s.photos(['1001.jpg']);
    s.write('users.csv', 'user_id,face_image_file1\n1,loop\n');
    return s;
  }

  it.each([
    ['the folder', ['import-faces', 'loop']],
    ['the CSV', ['import-csv', 'loop']],
    ['the photo folder', ['import-csv', 'users.csv', '--images', 'loop']],
    ['the key file', ['import-faces', 'photos', '--key-file', 'loop']],
    ['the configuration file', ['users', 'list', '--config', 'loop']],
    ['the file of templates', ['templates', 'import', 'loop']],
    ['the folder of models', ['models', 'install', 'opencv', '--from', 'loop']],
  ])('as %s is told as that, with its name', async (_, command) => {
    const { code, stderr } = await linked().call(command);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^faceenroll: .*loop.*its links lead in a circle\n$/);
  });

  it('as the folder that models are in is told as that', async () => {
    const s = linked();
    const env = { FACEENROLL_MODELS: s.path('loop') };
    const { code, stderr } = await s.call(['models', 'list'], { env });
    expect(stderr).toMatch(/^(faceenroll: .*its links lead in a circle; mend that.*\n)?$/);
    expect(code).toBe(stderr === '' ? 0 : 1);
  });

  it('as a photo fails as that, by whatever command', async () => {
    const s = linked();
    const { outcomes } = await s.json(['import-csv', 'users.csv']);
    expect(outcomes[0].message).toBe('the file cannot be read: its links lead in a circle');
    const { stdout } = await s.call(['inspect', 'loop']);
    expect(stdout).toContain('loop: FILE_UNREADABLE, the file cannot be read: its links lead');
  });
});

describe.skipIf(process.platform !== 'linux')('a file of the system that cannot be read', () => {
  it.each([
    [['import-csv', '/proc/self/mem']],
    [['users', 'list', '--config', '/proc/self/mem']],
    [['import-faces', '.', '--key-file', '/proc/self/mem']],
  ])('is told with its name: %j', async (command) => {
    const { code, stderr } = await enrolledScenario(1).call(command);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^faceenroll: .*\/proc\/self\/mem.* cannot be read: .*\n$/);
    expect(stderr).not.toMatch(/\bEIO\b|errno/);
  });
});

describe('a very long name', () => {
  it.each([
    [['import-faces', LONG]],
    [['import-csv', LONG]],
    [['import-faces', '.', '--db', LONG]],
    [['import-faces', '.', '--models', LONG]],
    [['import-faces', '.', '--metadata', LONG]],
    [['import-faces', '.', `--quality=${LONG}`]],
    [['import-faces', '.', '--id-pattern', `(${LONG}`]],
    [['import-faces', '.', `--${LONG}`]],
    [[LONG]],
    [['users', 'show', LONG]],
    [['users', 'list', '--collection', LONG]],
    [['verify', LONG, 'a.jpg']],
    [['models', 'install', 'opencv', '--from', LONG]],
  ])('is cut in the message (%#)', async (command) => {
    const { code, stdout, stderr } = await enrolledScenario(1).call(command);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain('...');
    for (const line of (stdout + stderr).split('\n')) expect(line.length).toBeLessThan(1200);
  });

  it('of a value from the environment is cut in the message', async () => {
    const s = enrolledScenario(1);
    const env = { FACEENROLL_WORKERS: LONG };
    const { code, stderr } = await s.call(['identify', 'a.jpg'], { env });
    expect(code).toBe(2);
    expect(stderr.length).toBeLessThan(1200);
  });

  it('of a photo is cut on the screen, and whole in the error report', async () => {
    const s = new Scenario();
    const name = `${'photo'.repeat(45)}.jpg`;
    s.write('users.csv', `user_id,face_image_file1\n1,${name}\n`);
    const { stdout } = await s.call(['import-csv', 'users.csv']);
    expect(stdout).not.toContain(name);
    expect(readFileSync(s.path('users.errors.csv'), 'utf8')).toContain(`1,${name},`);
  });
});

describe('what was typed with line breaks', () => {
  it('stands in one line of the message', async () => {
    const s = new Scenario();
    const { code, stderr } = await s.call(['import-faces', '.', '--metadata', '{\n "a":\n}']);
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^error: .*'\{\\u000a "a":\\u000a\}' is invalid.* is not valid JSON\.\n/,
    );
  });

  it('in a file that is no JSON is told in one line, without signs for the breaks', async () => {
    const s = new Scenario();
    s.write('faceenroll.config.json', '{\n "db": x\n}\n');
    const { stderr } = await s.call(['users', 'list']);
    expect(stderr).toMatch(
      /^faceenroll: the configuration file .* cannot be read: Unexpected token .*\n$/,
    );
    expect(stderr).not.toContain('\\u000a');
  });
});

describe('an empty name', () => {
  it.each([
    [['import-faces', ''], '<folder> is empty: name a folder'],
    [['identify', 'a.jpg', ''], '<photo> is empty'],
    [['import-faces', '.', '--errors', ''], '--errors is empty: name a file, or leave it out'],
    [['import-csv', 'a.csv', '--images', ''], '--images is empty: name a folder'],
    [['import-faces', '.', '--collection', ''], '--collection is empty: name a collection'],
  ])('is wrong usage, and not the working folder: %j', async (command, message) => {
    const { code, stderr } = await new Scenario().call(command);
    expect(stderr).toContain(`faceenroll: ${message}`);
    expect(code).toBe(2);
  });
});
