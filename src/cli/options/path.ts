import type { Argument, Command, Option } from 'commander';
import { UsageError } from '../../domain/fatal-error.js';
import { reachable } from '../../operations/host.js';
import type { Io } from '../io.js';

/** Arguments that are paths, by their names. */
const PATHS = ['file', 'folder', 'photo', 'csv'];

/** Whether the value of an option is a path. */
export function isPath({ flags }: Option): boolean {
  return /<(file|folder)/.test(flags);
}

/**
 * An empty path would be the working folder. It is hardly meant: more likely a script has a
 * variable that is not set. A collection without a name is nobody's either.
 *
 * @throws {UsageError} naming the option or the argument.
 */
export function refuseEmptyNames(command: Command): void {
  for (const option of command.options) {
    const isName = isPath(option) || option.long === '--collection';
    if (isName && command.getOptionValue(option.attributeName()) === '') {
      throw new UsageError(`${option.long} is empty: name a ${whatOf(option)}, or leave it out`);
    }
  }
  for (const [index, argument] of command.registeredArguments.entries()) {
    if (!PATHS.includes(argument.name())) continue;
    if (valuesOf(command, argument, index).includes('')) {
      throw new UsageError(`<${argument.name()}> is empty: name a ${argument.name()}`);
    }
  }
}

/** Makes paths that were typed lead where the user means them, also from another folder than this process's. */
export function makeReachable(command: Command, io: Io): void {
  for (const option of command.options.filter(isPath)) {
    const name = option.attributeName();
    const path: unknown = command.getOptionValue(name);
    const source = command.getOptionValueSource(name);
    if (typeof path !== 'string' || source === undefined) continue;
    command.setOptionValueWithSource(name, reachable(io, path), source);
  }
  for (const [index, argument] of command.registeredArguments.entries()) {
    // Photos keep the names they were given in what is told of them.
    if (!PATHS.includes(argument.name()) || argument.variadic) continue;
    const path: unknown = command.processedArgs[index];
    if (typeof path === 'string') command.processedArgs[index] = reachable(io, path);
  }
}

function whatOf({ flags }: Option): string {
  const [, what = 'file'] = /<(file|folder|name)/.exec(flags) ?? [];
  return what === 'name' ? 'collection' : what;
}

function valuesOf({ args }: Command, { variadic }: Argument, index: number): readonly string[] {
  return variadic ? args.slice(index) : args.slice(index, index + 1);
}
