import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';

/** Every command; its options are in the frozen help (test/frozen). */
const COMMANDS: string[][] = [
  ['import-faces'],
  ['upgrade'],
  ['import-csv'],
  ['duplicates', 'scan'],
  ['duplicates', 'allow'],
  ['duplicates', 'revoke'],
  ['duplicates', 'list'],
  ['identify'],
  ['calibrate'],
  ['runs', 'list'],
  ['runs', 'show'],
  ['runs', 'resume'],
  ['audit', 'list'],
  ['audit', 'verify'],
  ['audit', 'head'],
  ['purge'],
  ['sync'],
  ['watch'],
  ['users', 'list'],
  ['users', 'show'],
  ['users', 'add'],
  ['users', 'update'],
  ['users', 'rename'],
  ['users', 'delete'],
  ['faces', 'list'],
  ['faces', 'show'],
  ['faces', 'update'],
  ['faces', 'delete'],
  ['status'],
  ['collections', 'list'],
  ['collections', 'create'],
  ['collections', 'delete'],
  ['export-csv'],
  ['templates', 'export'],
  ['templates', 'import'],
  ['key', 'generate'],
  ['key', 'rotate'],
  ['key', 'verify'],
  ['config', 'show'],
  ['models', 'build'],
  ['models', 'install'],
  ['models', 'list'],
  ['models', 'verify'],
  ['enroll'],
  ['inspect'],
  ['duplicates'],
  ['verify'],
  ['runs'],
  ['audit'],
  ['users'],
  ['faces'],
  ['collections'],
  ['templates'],
  ['backup'],
  ['restore'],
  ['check'],
  ['key'],
  ['config'],
  ['doctor'],
  ['completion'],
  ['schema'],
  ['models'],
];

describe.each(COMMANDS.map((command) => [command]))('the help of faceenroll %j', (command) => {
  it('is shown by --help, with exit code 0, on stdout, and gives an example', async () => {
    const { code, stdout, stderr } = await new Scenario().call([...command, '--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Usage: ${['faceenroll', ...command].join(' ')} `);
    expect(stdout).toMatch(/^Examples?:/m);
    expect(stdout).toContain(`$ ${['faceenroll', ...command].join(' ')}`);
  });
});

describe('the program', () => {
  it('lists its commands and exit codes in its help', async () => {
    const { stdout } = await new Scenario().call(['--help']);
    for (const command of [
      'import-faces',
      'import-csv',
      'inspect',
      'duplicates',
      'identify',
      'verify',
      'calibrate',
      'runs',
      'audit',
      'purge',
      'sync',
      'watch',
      'enroll',
      'users',
      'faces',
      'status',
      'collections',
      'export-csv',
      'templates',
      'backup',
      'restore',
      'check',
      'key',
      'models',
      'config',
      'doctor',
      'completion',
      'schema',
      'help',
    ])
      expect(stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'));
    for (const code of ['0', '1', '2', '3', '4', '130', '143']) {
      expect(stdout).toMatch(new RegExp(`\\b${code}\\b`));
    }
  });

  it('tells the defaults and choices of its options', async () => {
    const { stdout } = await new Scenario().call(['help', 'import-csv']);
    const text = stdout.replace(/\s+/g, ' ');
    expect(text).toContain('choices: "preserve", "overwrite", "add", default: "preserve"');
    expect(text).toContain('choices: "create", "refuse", default: "create"');
    expect(text).toContain('env: FACEENROLL_DB');
    expect(text).toContain('default: "faceenroll.db"');
    expect(text).not.toContain('default: {}');
  });

  it('prints its version', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const flag of ['--version', '-V']) {
      const result = await new Scenario().call([flag]);
      expect(result).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' });
    }
  });
});
