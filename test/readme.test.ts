import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { OUTPUTS } from '../src/cli/schema/commands.js';
import { FAILURES } from '../src/domain/failures.js';
import { FINDINGS } from '../src/domain/findings.js';
import { AUDIT_ACTIONS } from '../src/store/audit-actions.js';
import { MIGRATIONS } from '../src/store/migrations.js';
import { ROOT } from './support/cli.js';
import { optionsOfCommands } from './support/options.js';

const README = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The README's table of failures as the code has it. */
function failureTable(): string {
  const rows = Object.entries(FAILURES).map(
    ([code, { meaning, advice }]) => `| ${code} | ${meaning} | ${advice} |`,
  );
  return ['| code | what happened | what to do |', '|---|---|---|', ...rows].join('\n');
}

describe('the README', () => {
  const commands = optionsOfCommands();

  /** All but --help, which every command has. */
  async function optionsOf(command: string): Promise<readonly string[]> {
    const options = (await commands).get(command) ?? [];
    return options.filter((option) => option !== '--help');
  }

  it('lists every failure code with what happened and what to do, as the program says it', () => {
    const [, table] = /<!-- failures -->\n([\s\S]*?)\n<!-- \/failures -->/.exec(README) ?? [];
    expect(table).toBe(failureTable());
  });

  it('lists every action of the audit and what it means', () => {
    const rows = Object.entries(AUDIT_ACTIONS).map(([action, what]) => `| ${action} | ${what} |`);
    const [, table] = /<!-- actions -->\n([\s\S]*?)\n<!-- \/actions -->/.exec(README) ?? [];
    expect(table).toBe(['| action | meaning |', '|---|---|', ...rows].join('\n'));
  });

  it.each([
    ...[
      'import-faces',
      'import-csv',
      'inspect',
      'duplicates scan',
      'identify',
      'verify',
      'calibrate',
      'audit list',
      'purge',
      'sync',
      'enroll',
      'upgrade',
      'users delete',
      'faces delete',
      'collections delete',
      'users list',
      'users add',
      'users update',
      'users rename',
      'faces list',
      'export-csv',
      'templates export',
      'templates import',
    ],
  ])('names every option of %s', async (command) => {
    const options = await optionsOf(command);
    expect(options.length).toBeGreaterThan(5);
    expect(options.filter((option) => !README.includes(`\`${option}`))).toEqual([]);
  });

  it('lists everything that a check can find with what to do, as the program says it', () => {
    const [, table] = /<!-- findings -->\n([\s\S]*?)\n<!-- \/findings -->/.exec(README) ?? [];
    const rows = Object.entries(FINDINGS).map(([code, advice]) => `| ${code} | ${advice} |`);
    expect(table).toBe(['| code | what to do |', '|---|---|', ...rows].join('\n'));
  });

  it.each(['backup', 'restore', 'check', 'doctor'])('names every option of %s', async (command) => {
    const options = await optionsOf(command);
    expect(options).toContain('--json');
    expect(options.filter((option) => !README.includes(`\`${option}`))).toEqual([]);
  });

  it('lists every command that has --json with the events that it prints', () => {
    const rows = Object.entries(OUTPUTS).map(([command, { about, lines }]) => {
      const events = Object.values(lines).map((line) => `\`${line.shape.event.value}\``);
      return `| \`${command}\` | ${about} | ${[...new Set(events)].join(', ')} |`;
    });
    const [, table] = /<!-- json -->\n([\s\S]*?)\n<!-- \/json -->/.exec(README) ?? [];
    expect(table).toBe(['| command | lines | `event` |', '|---|---|---|', ...rows].join('\n'));
  });

  it('names every table of the database', () => {
    const tables = [...MIGRATIONS.join('\n').matchAll(/CREATE TABLE (?:main\.)?(\w+)/g)];
    expect(tables.length).toBeGreaterThan(5);
    expect(tables.map(([, name]) => name).filter((n) => !README.includes(`\`${n}\``))).toEqual([]);
  });
});
