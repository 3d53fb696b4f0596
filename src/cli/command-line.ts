import { resolve } from 'node:path';
import type { Command } from 'commander';
import { shownPath } from '../operations/shown-path.js';
import type { Io } from './io.js';
import { programOf } from './program-of.js';

/** A command as it was typed, to be run again. No option takes a secret: those come from files and the environment. */
export interface TypedCommand {
  /** The words behind `faceenroll`. */
  readonly words: readonly string[];
  /** The folder that its relative paths begin in. */
  readonly folder: string;
  /** Words that name its database to another command. */
  readonly database: readonly string[];
  /** Words that name its collection to another command. */
  readonly collection: readonly string[];
}

/** The command line that led to a command. */
export function typedCommand(command: Command, io: Io): TypedCommand {
  const words = (programOf(command) as Command & { readonly rawArgs: readonly string[] }).rawArgs;
  return {
    words,
    folder: io.cwd,
    database: databaseWords(command),
    collection: collectionWords(command),
  };
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

function collectionWords(command: Command): readonly string[] {
  const source = command.getOptionValueSource('collection');
  if (source === undefined || source === 'default') return [];
  return ['--collection', command.opts<{ collection: string }>().collection];
}

/** Words that name the file of the key of a command to another one. */
export function keyWords(
  {
    keyFile,
  }: {
    readonly keyFile?: string | undefined;
  },
  io: Io,
): readonly string[] {
  return keyFile === undefined
    ? []
    : ['--key-file', shownPath(resolve(io.cwd, keyFile), io.shownFrom)];
}
