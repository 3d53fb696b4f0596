import { ROOT } from './cli.js';
import { runMain } from './main.js';

/** The options of every command of the program, as the completion for bash knows them. */
export async function optionsOfCommands(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout } = await runMain(['completion', 'bash'], { cwd: ROOT });
  const [, table = ''] = /^_faceenroll_options\(\) \{\n([\s\S]*?)\n\}/m.exec(stdout) ?? [];
  const commands = new Map<string, readonly string[]>();
  for (const [, names = '', options = ''] of table.matchAll(/^ +(.*)\) echo '(.*)' ;;$/gm)) {
    for (const name of names.split(' | ')) commands.set(name.slice(1, -1), options.split(' '));
  }
  if (!commands.has('users list')) throw new Error('the commands were not found');
  return commands;
}
