import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FAILURES } from '../src/domain/failures.js';
import { FINDINGS } from '../src/domain/findings.js';
import { DENIAL_REASONS } from '../src/domain/review.js';
import { SCOPES } from '../src/domain/scopes.js';
import { OUTPUTS } from '../src/operations/schema/commands.js';
import { CATALOGS } from '../src/render/languages/catalogs.js';
import { ENGLISH, type TextKey } from '../src/render/languages/texts.js';
import { AUDIT_ACTIONS } from '../src/store/audit-actions.js';
import { MIGRATIONS } from '../src/store/migrations.js';
import { ROOT } from './support/cli.js';
import { optionsOfCommands } from './support/options.js';
import { marked, topic } from './support/topics.js';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

const TOPICS = readdirSync(join(ROOT, 'src', 'help')).map((file) => file.replace(/\.md$/, ''));

/** Where the options of each command are told. */
const OPTIONS_IN: Readonly<Record<string, readonly string[]>> = {
  'import-faces': ['folders', 'imports'],
  'import-csv': ['csv', 'imports'],
  inspect: ['photos', 'imports'],
  'duplicates scan': ['duplicates', 'imports'],
  identify: ['search', 'imports'],
  verify: ['search', 'imports'],
  calibrate: ['thresholds', 'imports'],
  fairness: ['fairness', 'imports'],
  report: ['report', 'imports'],
  watch: ['watch', 'folders', 'csv', 'imports'],
  'audit list': ['audit'],
  purge: ['retention'],
  sync: ['sync', 'csv', 'imports'],
  enroll: ['folders', 'imports'],
  upgrade: ['upgrade'],
  worker: ['many-machines'],
  'queue status': ['many-machines'],
  'queue purge': ['many-machines'],
  'queue setup': ['many-machines'],
  'users delete': ['gallery'],
  'faces delete': ['gallery'],
  'collections delete': ['gallery'],
  'users list': ['gallery'],
  'users add': ['gallery'],
  'users update': ['gallery'],
  'users rename': ['gallery'],
  'faces list': ['gallery'],
  'export-csv': ['export', 'gallery'],
  'templates export': ['export', 'gallery'],
  'templates import': ['export', 'imports'],
  'templates publish': ['publish'],
  backup: ['backup'],
  restore: ['backup'],
  check: ['backup'],
  doctor: ['install'],
  'keys create': ['services'],
  serve: ['services', 'imports'],
  'links send': ['links', 'gallery'],
  'links create': ['links'],
  'links list': ['links'],
  'links revoke': ['links'],
  'links preview': ['links', 'gallery'],
  'review show': ['links', 'imports'],
  'review approve': ['links', 'imports'],
  'review deny': ['links'],
  'review history': ['links'],
};

/** The table of failures as the code has it. */
function failureTable(): string {
  const rows = Object.entries(FAILURES).map(
    ([code, { meaning, advice }]) => `| ${code} | ${meaning} | ${advice} |`,
  );
  return ['| code | what happened | what to do |', '|---|---|---|', ...rows].join('\n');
}

describe('the help topics', () => {
  const commands = optionsOfCommands();

  /** All but --help, which every command has. */
  async function optionsOf(command: string): Promise<readonly string[]> {
    const options = (await commands).get(command) ?? [];
    return options.filter((option) => option !== '--help');
  }

  it('lists every failure code with what happened and what to do, as the program says it', () => {
    expect(marked(topic('errors'), 'failures')).toBe(failureTable());
  });

  it('lists every action of the audit and what it means', () => {
    const rows = Object.entries(AUDIT_ACTIONS).map(([action, what]) => `| ${action} | ${what} |`);
    expect(marked(topic('audit'), 'actions')).toBe(
      ['| action | meaning |', '|---|---|', ...rows].join('\n'),
    );
  });

  it('lists every scope of an API key and what it allows', () => {
    const rows = Object.entries(SCOPES).map(([scope, what]) => `| \`${scope}\` | ${what} |`);
    expect(marked(topic('http'), 'scopes')).toBe(
      ['| scope | what it allows |', '|---|---|', ...rows].join('\n'),
    );
  });

  it.each(Object.entries(OPTIONS_IN))('name every option of %s', async (command, names) => {
    const options = await optionsOf(command);
    expect(options.length).toBeGreaterThan(1);
    const text = names.map(topic).join('');
    expect(options.filter((option) => !text.includes(`\`${option}`))).toEqual([]);
  });

  it('lists everything that a check can find with what to do, as the program says it', () => {
    const rows = Object.entries(FINDINGS).map(([code, advice]) => `| ${code} | ${advice} |`);
    expect(marked(topic('backup'), 'findings')).toBe(
      ['| code | what to do |', '|---|---|', ...rows].join('\n'),
    );
  });

  it('lists every reason of a denial as the mail has it', () => {
    const rows = DENIAL_REASONS.map(
      (code) => `| ${code} | ${ENGLISH[`denial.${code}` as TextKey]} |`,
    );
    expect(marked(topic('links'), 'denials')).toBe(
      ['| code | what the person reads |', '|---|---|', ...rows].join('\n'),
    );
  });

  it('lists every language of the page', () => {
    const names = new Intl.DisplayNames('en', { type: 'language' });
    const languages = [...CATALOGS.keys()].map((tag) => names.of(tag.slice(0, 2)) ?? tag);
    const text = topic('links');
    expect(languages.length).toBeGreaterThan(15);
    expect(languages.filter((name) => !text.includes(name))).toEqual([]);
  });

  it('lists every command that has --json with the events that it prints', () => {
    const rows = Object.entries(OUTPUTS).map(([command, { about, lines }]) => {
      const events = Object.values(lines).map((line) => `\`${line.shape.event.value}\``);
      return `| \`${command}\` | ${about} | ${[...new Set(events)].join(', ')} |`;
    });
    expect(marked(topic('json'), 'json')).toBe(
      ['| command | lines | `event` |', '|---|---|---|', ...rows].join('\n'),
    );
  });

  it('names every table of the database', () => {
    const tables = [...MIGRATIONS.join('\n').matchAll(/CREATE TABLE (?:main\.)?(\w+)/g)];
    expect(tables.length).toBeGreaterThan(5);
    const text = topic('database');
    expect(tables.map(([, name]) => name).filter((n) => !text.includes(`\`${n}\``))).toEqual([]);
  });

  it('begin with their name and what they tell', () => {
    expect(TOPICS.length).toBeGreaterThan(20);
    const titles = TOPICS.map((name) => /^# ([\w-]+): \S.{0,60}\n\n/.exec(topic(name))?.[1]);
    expect(titles.map((title) => title?.toLowerCase())).toEqual(TOPICS);
  });

  it.each([
    'README.md',
    'src/README.md',
    'models/README.md',
    ...TOPICS.map((name) => `src/help/${name}.md`),
  ])('%s links to files and headings that exist', (page) => {
    const links = [...linksIn(read(page))];
    const broken = links.filter((link) => {
      const [path = '', anchor] = link.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) return true;
      return anchor !== undefined && !anchorsIn(read(file)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('run the same command from a service as from cron', () => {
    const cron = marked(topic('cron'), 'cron') ?? '';
    const [, command = ''] =
      /ExecStart=\/usr\/local\/bin\/(.*)/.exec(marked(topic('cron'), 'service') ?? '') ?? [];
    expect(command).toMatch(/^faceenroll import-csv /);
    expect(cron).toContain(`&& ${command} ||`);
  });
});

describe('the README of the source', () => {
  it('names files that exist', () => {
    const named = read('src/README.md').match(/(?<![\w/.-])(?:[\w-]+\/)+[\w-]+\.ts/g) ?? [];
    expect(named.length).toBeGreaterThan(50);
    const exists = (file: string) => [file, `src/${file}`].some((f) => existsSync(join(ROOT, f)));
    expect(named.filter((file) => !exists(file))).toEqual([]);
  });

  it('names every room', () => {
    const rooms = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`);
    const told = [...read('src/README.md').matchAll(/^ {4}(src\/\w+) {2,}/gm)].map(
      ([, room]) => room,
    );
    expect(told.sort()).toEqual(rooms.sort());
  });
});

describe('the README', () => {
  it('is short, and has the first command of your own on the first screen', () => {
    const lines = README.trimEnd().split('\n');
    expect(lines.length).toBeLessThanOrEqual(220);
    const screen = lines.slice(0, 24);
    for (const command of ['npm run demo ', 'npm test ']) {
      expect(screen.some((line) => line.startsWith(`    ${command}`))).toBe(true);
    }
    expect(screen).toContain('    faceenroll import-faces photos --create-missing');
  });

  it('lists every topic as its title does', () => {
    const rows = [...README.matchAll(/^\| \[([\w-]+)\]\(src\/help\/\1\.md\) \| (.*) \|$/gm)];
    const listed = new Map(rows.map(([, name = '', about]) => [name, about]));
    const titles = TOPICS.map((name) => [name, /^# [\w-]+: (.*)/.exec(topic(name))?.[1]] as const);
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(titles));
  });

  it('has the exit codes and the line for cron that the topic has', () => {
    const codes = (text: string): readonly string[] =>
      [...text.matchAll(/^\| (\d+(?:, \d+)?) \|/gm)].map(([, code = '']) => code);
    expect(codes(README)).toEqual(['0', '1', '2', '3', '4', '130, 143']);
    expect(codes(topic('cron'))).toEqual(codes(README));
    expect(marked(README, 'cron')).toBe(marked(topic('cron'), 'cron'));
  });

  it('names no option that no command has', async () => {
    const known = new Set([...(await optionsOfCommands()).values()].flat());
    const named = [...README.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option);
    const ofNpmAndDemo = ['--ignore-scripts', '--serve'];
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((option) => !known.has(option) && !ofNpmAndDemo.includes(option))).toEqual(
      [],
    );
  });
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** Targets of links to files of the project. */
function linksIn(markdown: string): readonly string[] {
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return links.filter((target) => !/^https?:/.test(target));
}

/** The anchors that GitHub gives to headings. */
function anchorsIn(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replace(/\s/g, '-'),
  );
}
