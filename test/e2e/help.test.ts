import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { USER_FIELDS } from '../../src/domain/entry.js';
import { ROOT } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';

const PHOTO = [
  ...['--models <pack>', '--multiple-faces <policy>', '--quality <level>', '--min-quality <0..1>'],
  ...['--check-liveness <when>', '--min-liveness <0..1>'],
  ...['--timeout <seconds>', '--workers <n>', '--json', '--help'],
];

const SHARED = [
  ...['--duplicates <policy>', '--duplicate-fpir <rate>', '--allow-identity-change'],
  ...[
    '--if-face-exists <policy>',
    '--allow-odd-ids',
    '--replace-report',
    '--ignore-case',
    '--profile-image',
    '--store-thumbnails <what>',
    '--metadata <json>',
    '--tag <tag>',
    '--db <file>',
  ],
  ...PHOTO,
  ...['--collection <name>', '--errors <file>', '--dry-run', '--quiet', '--verbose'],
  ...['--max-memory <MB>', '--wait <seconds>', '--reference <text>', '--require-consent'],
  '--key-file <file>',
];

const GALLERY = [
  ...['--similarity <x>', '--db <file>', '--collection <name>', '--key-file <file>'],
  ...PHOTO,
];

const DATABASE = ['--db <file>', '--collection <name>'];

const FILTERS = [
  ...['--department <text>', '--name <text>', '--where <field=value>', '--encoder <name>'],
  ...['--enrolled-after <date>', '--enrolled-before <date>', '--quality-below <0..1>'],
  '--tag <tag>',
];

const LIST = [
  ...['--page <n>', '--page-size <n>', '--sort <column>', '--columns <names>', '--csv', '--json'],
  ...DATABASE,
  '--help',
];

const USER = [
  ...USER_FIELDS.map((field) => `--${field.replaceAll('_', '-')} <text>`),
  ...['--set <heading=value>', '--tag <tag>', '--json', ...DATABASE, '--help'],
  ...['--wait <seconds>', '--reference <text>'],
];

const DELETION = [
  '--dry-run',
  '--yes',
  '--json',
  '--wait <seconds>',
  '--reference <text>',
  '--help',
];

const COMMANDS: [command: string[], options: string[]][] = [
  [[], ['--config <file>', '--version', '--help']],
  [
    ['import-faces'],
    ['--create-missing', '--recursive', '--id-pattern <pattern>', '--allow-empty', ...SHARED],
  ],
  [['enroll'], ['--create-missing', ...SHARED]],
  [
    ['upgrade'],
    [
      ...['--models <pack>', '--rehearse', '--rollback', '--commit', '--forget', '--fpir <rate>'],
      ...['--fmr <rate>', '--reimport <file>', '--workers <n>', '--yes', '--quiet', '--json'],
      ...['--key-file <file>', '--wait <seconds>', '--reference <text>', ...DATABASE, '--help'],
    ],
  ],
  [
    ['import-csv'],
    [
      ...[
        '--images <folder>',
        '--map <column=field>',
        '--as-list',
        '--heading-row <n>',
        '--start-row <n>',
        '--delimiter <character>',
        '--allow-empty',
      ],
      ...['--if-user-exists <policy>', '--missing-users <policy>', '--encoding <name>', ...SHARED],
    ],
  ],
  [['inspect'], ['--annotate <folder>', ...PHOTO]],
  [['duplicates'], ['--help']],
  [
    ['duplicates', 'scan'],
    [
      ...['--db <file>', '--collection <name>', '--models <pack>', '--fpir <rate>'],
      ...['--similarity <-1..1>', '--csv', '--json', '--key-file <file>', '--help'],
    ],
  ],
  [
    ['duplicates', 'allow'],
    [
      ...['--reason <text>', '--db <file>', '--collection <name>', '--wait <seconds>'],
      ...['--reference <text>', '--json', '--help'],
    ],
  ],
  [
    ['duplicates', 'revoke'],
    [
      ...['--db <file>', '--collection <name>', '--wait <seconds>', '--reference <text>'],
      ...['--json', '--help'],
    ],
  ],
  [
    ['duplicates', 'list'],
    ['--db <file>', '--collection <name>', '--json', '--help'],
  ],
  [
    ['identify'],
    [
      ...['--top <n>', '--fpir <rate>', '--auto-enroll', '--auto-enroll-fpir <rate>'],
      ...['--store-thumbnails <what>', '--wait <seconds>', '--reference <text>', ...GALLERY],
    ],
  ],
  [['verify'], ['--fmr <rate>', ...GALLERY]],
  [
    ['calibrate'],
    [
      ...['--db <file>', '--collection <name>', '--models <pack>', '--fpir <rate>', '--seed <n>'],
      ...['--plot <file.svg>', '--store', '--wait <seconds>', '--reference <text>', '--json'],
      ...['--key-file <file>', '--force', '--forget', '--help'],
    ],
  ],
  [['runs'], ['--help']],
  [
    ['runs', 'list'],
    ['--db <file>', '--limit <n>', '--json', '--help'],
  ],
  [
    ['runs', 'show'],
    ['--db <file>', '--json', '--help'],
  ],
  [
    ['runs', 'resume'],
    ['--db <file>', '--json', '--help'],
  ],
  [['audit'], ['--help']],
  [
    ['audit', 'list'],
    [
      ...['--db <file>', '--collection <name>', '--user <id>', '--since <time>', '--until <time>'],
      ...['--action <action>', '--run <id>', '--reference <text>', '--limit <n>'],
      ...['--csv', '--json', '--help'],
    ],
  ],
  [
    ['audit', 'verify'],
    ['--db <file>', '--head <value>', '--json', '--help'],
  ],
  [
    ['audit', 'head'],
    ['--db <file>', '--json', '--help'],
  ],
  [
    ['purge'],
    [
      ...['--due', '--user <id...>', '--dry-run', '--yes', '--receipt <file>'],
      ...['--db <file>', '--collection <name>', '--json', '--help'],
      ...['--wait <seconds>', '--reference <text>'],
    ],
  ],
  [
    ['sync'],
    [
      ...['--images <folder>', '--map <column=field>', '--delimiter <character>'],
      ...[
        '--heading-row <n>',
        '--allow-empty',
        '--encoding <name>',
        '--yes',
        '--max-deletions <n>',
        '--receipt <file>',
        ...SHARED,
      ],
    ],
  ],
  [['users'], ['--help']],
  [
    ['users', 'list'],
    ['--with-face', '--without-face', ...FILTERS, ...LIST],
  ],
  [
    ['users', 'show'],
    ['--json', ...DATABASE, '--help'],
  ],
  [
    ['users', 'add'],
    ['--allow-odd-ids', ...USER],
  ],
  [
    ['users', 'update'],
    ['--untag <tag>', ...USER],
  ],
  [
    ['users', 'rename'],
    [
      ...['--dry-run', '--json', '--wait <seconds>', '--reference <text>', '--key-file <file>'],
      ...['--allow-odd-ids', ...DATABASE, '--help'],
    ],
  ],
  [
    ['users', 'delete'],
    ['--receipt <file>', ...DELETION, ...DATABASE],
  ],
  [['faces'], ['--help']],
  [
    ['faces', 'list'],
    ['--user <user-id>', ...FILTERS, ...LIST],
  ],
  [
    ['faces', 'show'],
    ['--json', ...DATABASE, '--help'],
  ],
  [
    ['faces', 'update'],
    [
      ...['--metadata <json>', '--merge', '--json', ...DATABASE, '--help'],
      ...['--wait <seconds>', '--reference <text>'],
    ],
  ],
  [
    ['faces', 'delete'],
    [...DELETION, ...DATABASE],
  ],
  [
    ['status'],
    [
      ...PHOTO.filter((option) => !option.startsWith('--workers')),
      ...['--photo <file>', '--tag <tag>', '--key-file <file>', ...DATABASE],
    ],
  ],
  [['collections'], ['--help']],
  [
    ['collections', 'list'],
    ['--db <file>', '--json', '--help'],
  ],
  [
    ['collections', 'create'],
    ['--db <file>', '--wait <seconds>', '--reference <text>', '--json', '--help'],
  ],
  [
    ['collections', 'delete'],
    ['--db <file>', ...DELETION],
  ],
  [
    ['export-csv'],
    [
      ...['--photos <folder>', '--delimiter <character>', '--byte-order-mark', '--json', '--help'],
      ...['--with-face', '--without-face', ...FILTERS, ...DATABASE, '--key-file <file>'],
    ],
  ],
  [['templates'], ['--help']],
  [
    ['templates', 'export'],
    [
      ...[
        '--output <file>',
        '--user <user-id>',
        '--plain',
        '--json',
        '--key-file <file>',
        '--help',
      ],
      ...[...FILTERS, ...DATABASE],
    ],
  ],
  [
    ['templates', 'import'],
    [
      ...['--create-missing', '--models <pack>', '--from-key-file <file>', '--key-file <file>'],
      ...['--if-face-exists <policy>', '--ignore-case', '--duplicates <policy>'],
      ...['--duplicate-fpir <rate>', '--allow-identity-change', '--require-consent'],
      ...['--errors <file>', '--reference <text>', '--dry-run', '--json', '--quiet', '--verbose'],
      ...['--wait <seconds>', ...DATABASE, '--help'],
    ],
  ],
  [['backup'], ['--db <file>', '--keys <file>', '--force', '--json', '--help']],
  [['restore'], ['--db <file>', '--yes', '--discard', '--json', '--help']],
  [['check'], ['--db <file>', '--key-file <file>', '--json', '--help']],
  [['key'], ['--help']],
  [
    ['key', 'generate'],
    ['--json', '--help'],
  ],
  [
    ['key', 'rotate'],
    ['--new-key-file <file>', '--key-file <file>', '--db <file>', '--json', '--help'],
  ],
  [
    ['key', 'verify'],
    ['--key-file <file>', '--db <file>', '--json', '--help'],
  ],
  [['config'], ['--help']],
  [
    ['config', 'show'],
    ['--json', '--help'],
  ],
  [['doctor'], ['--db <file>', '--key-file <file>', '--models <pack>', '--json', '--help']],
  [['completion'], ['--help']],
  [['schema'], ['--help']],
  [['models'], ['--help']],
  [
    ['models', 'build'],
    ['--from <folder>', '--missing-only', '--json', '--help'],
  ],
  [
    ['models', 'install'],
    ['--from <folder>', '--json', '--help'],
  ],
  [
    ['models', 'list'],
    ['--json', '--help'],
  ],
  [
    ['models', 'verify'],
    ['--json', '--help'],
  ],
];

/** The options that a help text lists, `--db <file>` without its short form. */
function listed(help: string): string[] {
  return [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+(?: <[^>]+>)?)/gm)].map(([, o = '']) => o);
}

describe.each(COMMANDS)('the help of faceenroll %j', (command, options) => {
  it('is shown by --help, with exit code 0, on stdout, and gives an example', async () => {
    const { code, stdout, stderr } = await new Scenario().call([...command, '--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Usage: ${['faceenroll', ...command].join(' ')} `);
    expect(listed(stdout).sort()).toEqual([...options].sort());
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
