import { readdirSync } from 'node:fs';
import { type Command, CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { programFor } from '../../src/cli/program.js';
import { memoryIo } from '../support/main.js';

/**
 * The help of every command as it was released, in a terminal of 80 columns. Whoever means to
 * change it writes the files again with `npx vitest run --config test/vitest.config.ts
 * test/frozen -u`, and reviews the difference.
 */

const FOLDER = new URL('help/', import.meta.url).pathname;

/** The command and all below it, by the name as it is typed. */
function withSubcommands(command: Command, parent = ''): [string, Command][] {
  const name = `${parent} ${command.name()}`.trim();
  return [[name, command], ...command.commands.flatMap((one) => withSubcommands(one, name))];
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => 80,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return help;
}

const fileOf = (name: string): string =>
  `${name.replace(/^faceenroll /, '').replaceAll(' ', '-')}.txt`;

/** What commands do not take; missing arguments are tried with every command that needs some. */
const WRONG = [
  'nothing',
  'users nothing',
  'import-faces photos --no-such',
  'import-faces photos --quality best',
  'import-faces photos --workers 0',
  'import-faces photos more',
  'import-csv users.csv --map name',
  'import-csv users.csv --delimiter ;;',
  'identify 1.jpg --top 0',
  'calibrate --fpir 2',
  'duplicates allow 1001 1005',
  'faces update 0',
  'faces update 0 --metadata 7',
  'templates export --output out.ndjson',
  'audit list --action NOTHING',
  'audit list --since yesterday',
  'runs list --limit 0',
  'key rotate --key-file a.key',
  'serve --listen 8380',
  'serve --trust-proxy nginx',
  'serve --public-url faces.example.com',
  'completion tcsh',
];

/** What is said of wrong usage, before anything is done. */
async function complaintOf(typed: string): Promise<string> {
  const words = typed.split(' ');
  const program = await programFor(words, HOST);
  let complaint = '';
  for (const [, command] of withSubcommands(program)) {
    command.configureOutput({
      writeErr: (text) => {
        complaint += text;
      },
    });
  }
  const parsed = program.parseAsync(words, { from: 'user' });
  await expect(parsed, typed).rejects.toThrow(CommanderError);
  return `$ faceenroll ${typed}\n${complaint}`;
}

const HOST = { io: memoryIo({ cwd: FOLDER }), exitCode: 0, runNext: () => {} };
const program = await programFor([], HOST);
const commands = withSubcommands(program);

describe('the help of', () => {
  it.each(commands)('%s', async (name, command) => {
    await expect(helpOf(command)).toMatchFileSnapshot(`${FOLDER}${fileOf(name)}`);
  });
});

it('what is said of wrong usage', async () => {
  const lacking = commands
    .filter(([, command]) => command.registeredArguments.some(({ required }) => required))
    .map(([name]) => name.replace(/^faceenroll /, ''));
  const complaints: string[] = [];
  for (const typed of [...lacking, ...WRONG]) complaints.push(await complaintOf(typed));
  await expect(complaints.join('\n')).toMatchFileSnapshot(`${FOLDER}../usage.txt`);
});

it('no file is left of a command that is gone', () => {
  const files = commands.map(([name]) => fileOf(name));
  expect(readdirSync(FOLDER).filter((file) => !files.includes(file))).toEqual([]);
});
