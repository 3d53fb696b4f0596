import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { Scenario } from '../support/scenario.js';

async function script(scenario: Scenario, shell: string): Promise<string> {
  const { code, stdout, stderr } = await scenario.run(['completion', shell]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** What bash would offer after these words, the last of which is being typed. */
async function offered(scenario: Scenario, ...words: string[]): Promise<string[]> {
  scenario.write('completion.bash', await script(scenario, 'bash'));
  const driver = `
    source ./completion.bash
    complete -p faceenroll | grep -q -- '-F _faceenroll' || exit 9
    COMP_WORDS=(faceenroll "$@"); COMP_CWORD=$#
    _faceenroll
    [ "\${#COMPREPLY[@]}" = 0 ] || printf '%s\\n' "\${COMPREPLY[@]}"`;
  const args = ['--norc', '-c', driver, 'bash', ...words];
  const { status, stdout, stderr } = spawnSync('bash', args, {
    cwd: scenario.cwd,
    encoding: 'utf8',
  });
  // compopt can only be used while a person types.
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter((line) => line !== '');
}

const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

describe('completion in bash', () => {
  it('offers commands, and the subcommands of one', async () => {
    const scenario = new Scenario();
    expect(await offered(scenario, 'import-')).toEqual(['import-faces', 'import-csv']);
    expect(await offered(scenario, 'users', '')).toEqual(
      expect.arrayContaining(['list', 'show', 'add', 'update']),
    );
    expect(await offered(scenario, 'help', 'doc')).toEqual(['doctor']);
    expect(await offered(scenario, 'completion', '')).toEqual([
      ...['bash', 'zsh', 'fish', 'powershell'],
    ]);
  });

  it('offers the options of the command, also after others', async () => {
    const scenario = new Scenario();
    expect(await offered(scenario, 'check', '--')).toEqual([
      ...['--key-file', '--db', '--json', '--help'],
    ]);
    expect(await offered(scenario, 'duplicates', 'scan', '--json', '--fp')).toEqual(['--fpir']);
    expect(await offered(scenario, '--conf')).toEqual(['--config']);
  });

  it('offers the choices of an option, after a space and after "="', async () => {
    const scenario = new Scenario();
    const choices = ['preserve', 'overwrite', 'add'];
    expect(await offered(scenario, 'import-csv', '--if-face-exists', '')).toEqual(choices);
    expect(await offered(scenario, 'import-csv', '--if-face-exists', '=')).toEqual(choices);
    expect(await offered(scenario, 'import-csv', '--if-face-exists', '=', 'ov')).toEqual([
      'overwrite',
    ]);
  });

  it('does not take the value of an option for a command', async () => {
    const scenario = new Scenario();
    expect(await offered(scenario, '--config', 'users', 'import-c')).toEqual(['import-csv']);
    expect(await offered(scenario, '--config', '=', 'users', 'import-c')).toEqual(['import-csv']);
    expect(await offered(scenario, 'users', 'list', '--name', 'x', '--wit')).toEqual(
      expect.arrayContaining(['--with-face', '--without-face']),
    );
  });

  it('offers files for a file, folders for a folder, and nothing for a text', async () => {
    const scenario = new Scenario();
    scenario.write('the photos/1001.jpg', '');
    scenario.write('thesis.csv', '');
    const both = ['the photos', 'thesis.csv'];
    expect((await offered(scenario, 'import-csv', 'the')).sort()).toEqual(both);
    expect((await offered(scenario, 'check', '--db', 'the')).sort()).toEqual(both);
    expect(await offered(scenario, 'import-faces', 'the')).toEqual(['the photos']);
    expect(await offered(scenario, 'import-csv', '--images', 'the')).toEqual(['the photos']);
    expect(await offered(scenario, 'identify', '--reference', 'the')).toEqual([]);
  });
});

describe.each(['bash', 'zsh', 'fish', 'powershell'])('the script for %s', (shell) => {
  it('knows every command', async () => {
    const scenario = new Scenario();
    const help = (await scenario.run(['--help'])).stdout;
    const listed = help.slice(help.indexOf('Commands:'), help.indexOf('Examples:'));
    const names = [...listed.matchAll(/^ {2}([a-z][a-z-]+)/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(20);
    const text = await script(scenario, shell);
    for (const name of [...names, 'users list', 'key rotate']) expect(text).toContain(`'${name}'`);
  });

  if (shell === 'powershell') return;
  const note = isThere(shell) ? '' : ` (skipped: ${shell} is not installed here)`;
  it.skipIf(note !== '')(`is understood by the shell${note}`, async () => {
    const scenario = new Scenario();
    const path = scenario.write('script', await script(scenario, shell));
    const { status, stderr } = spawnSync(shell, ['-n', path], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

describe('completion', () => {
  it('names the shells that there are when asked for another', async () => {
    const { code, stderr } = await new Scenario().run(['completion', 'tcsh']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/bash, zsh, fish, powershell/);
  });
});
