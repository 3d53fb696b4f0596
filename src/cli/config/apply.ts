import { dirname, resolve } from 'node:path';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { UsageError } from '../../domain/fatal-error.js';
import { excerpt, pathText, quoted } from '../../domain/text.js';
import type { Io } from '../io.js';
import { keyVariable } from '../options/key.js';
import { isPath } from '../options/path.js';
import { type ConfigFile, settable } from './file.js';

/** What commander calls the values that a configuration file set. */
export const FROM_FILE = 'config';

/**
 * Gives a command the values of a configuration file for which neither a flag nor the
 * environment says anything.
 *
 * @throws {UsageError} naming the file, the key and the value that is not allowed.
 */
export function applyConfig(command: Command, file: ConfigFile, io: Io): void {
  const values = file.valuesFor(command);
  const options = settable(command);
  for (const option of options) {
    const name = option.attributeName();
    const written = values.get((option.long as string).slice(2));
    if (written === undefined || isGiven(command, name) || keyVariable(option, io)) continue;
    const value = parsed(option, written, file.path);
    if (value === false || rivals(options, option).some((rival) => isGiven(command, rival)))
      continue;
    command.setOptionValueWithSource(name, value, FROM_FILE);
  }
}

/** Whether a flag or the environment says it. */
export function isGiven(command: Command, name: string): boolean {
  const source = command.getOptionValueSource(name);
  return source !== undefined && source !== 'default' && source !== FROM_FILE;
}

/** Options that cannot be together with this one: `--json` on the command line beats `csv` of a file. */
function rivals(options: readonly Option[], option: Option): readonly string[] {
  const conflicts = (one: Option): readonly string[] =>
    (one as Option & { readonly conflictsWith?: readonly string[] }).conflictsWith ?? [];
  const name = option.attributeName();
  const others = options.filter((one) => conflicts(one).includes(name));
  return [...conflicts(option), ...others.map((one) => one.attributeName())];
}

function parsed(option: Option, written: unknown, path: string): unknown {
  const refuse = (reason: string): never => {
    const key = quoted((option.long as string).slice(2));
    throw new UsageError(
      `${pathText(path)}: ${key} is ${excerpt(JSON.stringify(written))}: ${reason}`,
    );
  };
  if (option.isBoolean()) {
    return typeof written === 'boolean' ? written : refuse('It must be true or false.');
  }
  // A list is a flag that is given several times.
  let value: unknown;
  for (const one of Array.isArray(written) ? written : [written]) {
    if (typeof one !== 'string' && typeof one !== 'number') {
      return refuse('It must be a text or a number.');
    }
    // A path in a file is meant from the file's own folder, wherever the command runs.
    const text = isPath(option) ? resolve(dirname(path), String(one)) : String(one);
    try {
      value = option.parseArg ? option.parseArg(text, value) : text;
    } catch (error) {
      if (error instanceof InvalidArgumentError) return refuse(error.message);
      throw error;
    }
  }
  return value;
}
