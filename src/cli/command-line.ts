import type { Command } from 'commander';

/** A command as it was typed, to be run again. No option takes a secret: those come from files and the environment. */
export interface TypedCommand {
  /** The words behind `faceenroll`. */
  readonly words: readonly string[];
  /** The folder that its relative paths begin in. */
  readonly folder: string;
}

/** The command line that led to a command. */
export function typedCommand(command: Command): TypedCommand {
  let root = command;
  while (root.parent) root = root.parent;
  // Node.js' own path and the program's come first.
  const [, , ...words] = (root as Command & { readonly rawArgs: readonly string[] }).rawArgs;
  return { words, folder: process.cwd() };
}

/** A command line for a person to read or to copy into a shell. */
export function commandText(words: readonly string[]): string {
  return ['faceenroll', ...words.map(shellQuoted)].join(' ');
}

function shellQuoted(text: string): string {
  return /^[\w./@:+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
