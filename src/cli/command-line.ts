import type { Command } from 'commander';
import type { Typed } from '../operations/host.js';
import { shownPath } from '../operations/shown-path.js';
import type { Io } from './io.js';
import { programOf } from './program-of.js';

/** The command line that led to a command. */
export function typedCommand(command: Command, io: Io): Typed {
  const words = (programOf(command) as Command & { readonly rawArgs: readonly string[] }).rawArgs;
  return {
    words,
    folder: io.cwd,
    database: databaseWords(command),
    collection: collectionWords(command),
    queue: queueWords(command, io),
  };
}

/**
 * Words that name the database of a command to another one. None are needed for the default,
 * as long as neither the environment nor a configuration file names another.
 */
function databaseWords(command: Command): readonly string[] {
  if (command.getOptionValueSource('db') === 'default') return [];
  return ['--db', command.opts<{ db: string }>().db];
}

function collectionWords(command: Command): readonly string[] {
  const source = command.getOptionValueSource('collection');
  if (source === undefined || source === 'default') return [];
  return ['--collection', command.opts<{ collection: string }>().collection];
}

/**
 * Words that name the queue of a command, and its key, to another one. What the environment says
 * need not be named; a configuration file need not be that of the other command.
 */
function queueWords(command: Command, { shownFrom }: Io): readonly string[] {
  const { queue, queueKeyFile } = command.opts<{ queue?: string; queueKeyFile?: string }>();
  const isNamed = (name: string): boolean => command.getOptionValueSource(name) !== 'env';
  return [
    ...(queue !== undefined && isNamed('queue') ? ['--queue', queue] : []),
    ...(queueKeyFile !== undefined && isNamed('queueKeyFile')
      ? ['--queue-key-file', shownPath(queueKeyFile, shownFrom)]
      : []),
  ];
}
