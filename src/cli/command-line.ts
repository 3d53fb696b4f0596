import type { Command } from 'commander';

/** A command as it was typed, to be run again. No option takes a secret: those come from files and the environment. */
export interface TypedCommand {
  /** The words behind `faceenroll`. */
  readonly words: readonly string[];
  /** The folder that its relative paths begin in. */
  readonly folder: string;
  /** Words that name its database to another command. */
  readonly database: readonly string[];
}

/** The command line that led to a command. */
export function typedCommand(command: Command): TypedCommand {
  let root = command;
  while (root.parent) root = root.parent;
  const words = (root as Command & { readonly rawArgs: readonly string[] }).rawArgs;
  return { words, folder: process.cwd(), database: databaseWords(command) };
}

/** Whether the model pack was named in this call, and is not the default or a configuration file's. */
export function namesPack({ words }: Pick<TypedCommand, 'words'>): boolean {
  return words.some((word) => word === '--models' || word.startsWith('--models='));
}

/**
 * Words that name the database of a command to another one. None are needed for the default,
 * as long as neither the environment nor a configuration file names another.
 */
export function databaseWords(command: Command): readonly string[] {
  if (command.getOptionValueSource('db') === 'default') return [];
  return ['--db', command.opts<{ db: string }>().db];
}
