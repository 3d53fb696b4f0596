import { describe, expect, it } from 'vitest';
import { faceenroll } from '../support/cli.js';
import { enrolledScenario } from '../support/gallery-database.js';
import { runTyped } from '../support/main.js';
import { optionsOfCommands } from '../support/options.js';
import type { Scenario } from '../support/scenario.js';

/** Every command that asks, with words that make it ask, and the options it takes for an answer. */
const ASKING: Readonly<Record<string, { words: readonly string[]; answers: RegExp }>> = {
  purge: { words: ['purge', '--due'], answers: /say --yes, or --dry-run/ },
  sync: { words: ['sync', 'all.csv'], answers: /say --max-deletions <n> or --yes, or --dry-run/ },
  'users delete': { words: ['users', 'delete', '1001'], answers: /say --yes, or --dry-run/ },
  'faces delete': { words: ['faces', 'delete', '01'], answers: /say --yes, or --dry-run/ },
  'collections delete': {
    words: ['collections', 'delete', 'default'],
    answers: /say --yes, or --dry-run/,
  },
  upgrade: { words: ['upgrade', '--models', 'standard'], answers: /say --yes, or --rehearse/ },
  restore: { words: ['restore', 'b.db'], answers: /say with --yes that the backup may replace it/ },
};

/** Three users, and a backup of them. */
async function scenario(): Promise<Scenario> {
  const s = enrolledScenario();
  s.write('all.csv', 'user_id\n1001\n');
  const { code } = await s.call(['backup', 'b.db']);
  expect(code).toBe(0);
  return s;
}

describe('a command that asks', () => {
  it('is one of those that have --yes', async () => {
    const commands = [...(await optionsOfCommands())];
    // Those of a queue ask what its server has: test/operations/queue has one.
    const asking = commands.filter(
      ([name, options]) => options.includes('--yes') && !name.startsWith('queue '),
    );
    expect(asking.map(([name]) => name).sort()).toEqual(Object.keys(ASKING).sort());
  });

  it.each(Object.entries(ASKING))(
    'as %s does, asks nobody without a terminal, and says what to say',
    async (_, { words, answers }) => {
      const s = await scenario();
      const before = s.userIds();
      for (const more of [[], ['--json']]) {
        const result = await faceenroll([...words, ...more], s);
        expect(result).toMatchObject({ code: 2, stdout: '' });
        expect(result.stderr).toMatch(answers);
        expect(result.stderr).not.toContain('[y/N]');
      }
      expect(s.userIds()).toEqual(before);
    },
  );

  it('does not take the input of a pipe for an answer, and does not wait for it', async () => {
    const s = await scenario();
    const ended = faceenroll(['users', 'delete', '1001'], {
      cwd: s.cwd,
      stdin: 'pipe',
      onStart: ({ stdin }) => {
        // The command may have ended before it is told.
        stdin?.on('error', () => {});
        stdin?.write('y\n');
      },
    });
    expect(await ended).toMatchObject({ code: 2, stdout: '' });
    expect(s.userIds()).toContain('1001');
  });
});

/** What each kind of command ends with when all is well, and when it is not. */
const EXIT_CODES: readonly [command: string, code: number][] = [
  ['users list', 0],
  ['users list --department none', 0],
  ['users list --page 99', 0],
  ['users list --page 0', 2],
  ['users list --sort nothing', 2],
  ['users list --json --csv', 2],
  ['users show 1001', 0],
  ['users show nobody', 1],
  ['users add 1001', 1],
  ['users add 1009 --retain-until tomorrow', 2],
  ['users update 1001', 2],
  ['users delete 1001 --dry-run', 0],
  ['users delete 1001', 2],
  ['users delete nobody --yes', 1],
  ['faces list', 0],
  ['faces show nothing', 1],
  ['faces delete nothing --yes', 1],
  ['status', 0],
  ['status nobody', 1],
  ['collections list', 0],
  ['collections create default', 1],
  ['collections delete nothing --yes', 1],
  ['duplicates scan', 0],
  ['duplicates scan --similarity -1', 3],
  ['duplicates allow 1001 1001 --reason x', 2],
  ['duplicates allow 1001 1002', 2],
  ['duplicates revoke 1001 1002', 1],
  ['identify none.jpg', 3],
  ['verify 1001 none.jpg', 3],
  ['verify nobody none.jpg', 1],
  ['inspect none.jpg', 3],
  ['calibrate', 1],
  ['calibrate --force', 2],
  ['fairness --by tag', 1],
  ['fairness', 2],
  ['enroll nobody', 1],
  ['enroll 1001 none.jpg', 3],
  ['export-csv', 0],
  ['export-csv all.csv', 1],
  ['audit verify', 0],
  ['audit verify --head 1:ff', 2],
  ['audit list --since 2026-02-01 --until 2026-01-01', 2],
  ['runs show nothing', 1],
  ['runs resume', 1],
  ['purge', 2],
  ['purge --due --dry-run', 0],
  ['backup b.db', 2],
  ['restore nothing.db --yes', 2],
  ['check', 0],
  ['check --db nothing.db', 1],
  ['key verify', 1],
  ['key generate all.csv', 1],
  ['models verify', 0],
  ['models verify nothing', 1],
  ['models install nothing', 2],
  ['config show', 0],
  ['config show nothing', 2],
  ['schema', 0],
  ['schema nothing', 2],
  ['completion bash', 0],
  ['completion nothing', 2],
  ['nothing', 2],
];

const firstWord = ([command]: (typeof EXIT_CODES)[number]): string =>
  command.split(' ', 1)[0] ?? '';

describe('the exit code', () => {
  it.each([...new Set(EXIT_CODES.map(firstWord))])('of %s is the documented one', async (word) => {
    const rows = EXIT_CODES.filter((row) => firstWord(row) === word);
    const s = enrolledScenario();
    s.write('b.db', 'a file that is there');
    s.write('all.csv', 'another one');
    const codes: [string, number | null][] = [];
    for (const [command] of rows) {
      const { code, stdout, stderr } = await runTyped(command.split(' '), s);
      codes.push([command, code]);
      // Whoever wrote no result has said why.
      if (code === 1 || code === 2) expect(stdout + stderr, command).not.toBe('');
    }
    expect(codes).toEqual(rows);
  });
});
