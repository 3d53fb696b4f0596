import type { Argument, Command, Option } from 'commander';
import { topicNames } from '../help/topics.js';

/** What may stand where a value is expected: paths, one of some words, or what only the operator knows. */
export type Value = 'file' | 'folder' | 'text' | readonly string[];

export interface OptionWords {
  /** "--db". */
  readonly long: string;
  readonly description: string;
  /** Undefined for a flag without a value. */
  readonly value?: Value;
}

/** What may follow a command on the command line. */
export interface CommandWords {
  /** As it is typed after "faceenroll": "users list"; empty for the program itself. */
  readonly name: string;
  readonly description: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OptionWords[];
  /** What its last argument is; earlier ones are user IDs. */
  readonly argument: Value;
}

/** The program's words and those of all commands within. */
export function wordsOf(command: Command, above = ''): readonly CommandWords[] {
  const help = command.createHelp();
  const subcommands = help.visibleCommands(command).map((one) => ({
    name: one.name(),
    description: one.description(),
  }));
  const options = help.visibleOptions(command).flatMap((option) => optionWords(option));
  const argument = argumentOf(command);
  const own = { name: above, description: command.description(), subcommands, options, argument };
  const others = command.commands.filter((one) => one.name() !== 'help');
  const within = others.flatMap((one) => wordsOf(one, `${above} ${one.name()}`.trim()));
  const names = subcommands.map(({ name }) => name);
  // It takes the names of those beside it.
  return names.includes('help') ? [own, ...within, helpWords(above, names)] : [own, ...within];
}

function helpWords(above: string, names: readonly string[]): CommandWords {
  const name = `${above} help`.trim();
  const beside = names.filter((one) => one !== 'help');
  const argument = above === '' ? [...new Set([...beside, ...topicNames()])] : beside;
  return { name, description: '', subcommands: [], options: [], argument };
}

function optionWords(option: Option): readonly OptionWords[] {
  const { long, description, required, optional, flags, argChoices } = option;
  if (!long) return [];
  const value = required || optional ? expected(flags, argChoices) : undefined;
  return [{ long, description, ...(value !== undefined && { value }) }];
}

function argumentOf({ registeredArguments }: Command): Value {
  const last: Argument | undefined = registeredArguments.at(-1);
  return last ? expected(`<${last.name()}>`, last.argChoices) : 'text';
}

/** By the name between the angle brackets, which says what a person should write there. */
function expected(flags: string, choices: readonly string[] | undefined): Value {
  if (choices) return choices;
  if (/<(file|photo|csv)\b/.test(flags)) return 'file';
  return /<folder\b/.test(flags) ? 'folder' : 'text';
}
