import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';
import { HAS_TERMINAL } from '../support/terminal.js';

const BIN = join(ROOT, 'bin', 'faceenroll.js');

describe('faceenroll help', () => {
  it('lists all commands, then all topics', async () => {
    const { code, stdout, stderr } = await new Scenario().call(['help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [commands = '', topics = ''] = stdout.split('\nTopics, for ');
    expect(commands).toBe((await new Scenario().call(['--help'])).stdout);
    const listed = [...topics.matchAll(/^ {2}([\w-]+) +\S/gm)].map(([, name]) => name);
    expect(listed).toEqual(
      readdirSync(join(ROOT, 'src', 'help')).map((file) => file.replace('.md', '')),
    );
  });

  it('prints a topic as text when it is piped, whatever PAGER is', async () => {
    const { code, stdout } = await new Scenario().call(['help', 'errors'], {
      env: { PAGER: 'false' },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Errors: .*\n=+\n\n/);
    expect(stdout).toMatch(/^FACE_NOT_FOUND\n {4}what happened {2}No face was found/m);
  });

  it('prints what --help of a command prints, and of one in a group', async () => {
    for (const words of [['import-csv'], ['users', 'list'], ['key']]) {
      const help = await new Scenario().call(['help', ...words]);
      expect(help).toEqual(await new Scenario().call([...words, '--help']));
    }
  });

  it('prints a topic that is called like a command behind the options of that', async () => {
    const { stdout } = await new Scenario().call(['help', 'duplicates']);
    const { stdout: options } = await new Scenario().call(['duplicates', '--help']);
    expect(stdout.startsWith(`${options}\nDuplicates: one face`)).toBe(true);
  });

  it.each([
    ['duplicate', 'did you mean "faceenroll help duplicates"?'],
    ['import-cvs', 'did you mean "faceenroll help import-csv"?'],
    ['FACE_NOT_FOUND', 'did you mean "faceenroll help errors"'],
    ['zzzzzz', '"faceenroll help" lists both'],
    ['\u001b[2J', '"\\u001b[2J"'],
  ])('names what %j may be meant for', async (word, message) => {
    const { code, stdout, stderr } = await new Scenario().call(['help', word]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('needs no configuration file that is right', async () => {
    const s = new Scenario();
    s.write('faceenroll.config.json', '{');
    expect((await s.call(['help', 'config'])).code).toBe(0);
  });
});

describe.runIf(HAS_TERMINAL)('faceenroll help on a terminal', () => {
  async function onTerminal(env: Readonly<Record<string, string>>): Promise<string> {
    const assigned = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
    const command = `${assigned.join(' ')} '${process.execPath}' '${BIN}' help words`;
    const { PAGER: _, LESS: __, NO_COLOR: ___, ...rest } = process.env;
    const options = { env: { ...rest, TERM: 'xterm' } };
    const { stdout } = await promisify(execFile)('script', ['-qec', command, '/dev/null'], options);
    return stdout.replaceAll('\r', '');
  }

  it('goes through the pager', async () => {
    expect(await onTerminal({ PAGER: 'tr a-z A-Z' })).toContain('WORDS: WHAT THE TERMS MEAN');
  });

  it.each([
    ['PAGER is no program', { PAGER: 'no-such-pager' }],
    ['PAGER is empty', { PAGER: '' }],
    ['there is no less', { PATH: '/nowhere' }],
    ['the terminal is dumb', { TERM: 'dumb', PAGER: 'tr a-z A-Z' }],
  ])('is printed at once when %s', async (_, env) => {
    const output = await onTerminal(env);
    expect(output).toContain('Words: what the terms mean');
    expect(output).toContain('false match rate');
  });
});
