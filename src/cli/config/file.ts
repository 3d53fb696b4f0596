import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Command, Option } from 'commander';
import { USER_FIELDS } from '../../domain/entry.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { nearest } from '../../domain/nearest.js';
import { systemProblem } from '../../domain/system-problem.js';
import { pathText, printable, quoted } from '../../domain/text.js';
import { WHICH_USERS_OPTIONS } from '../../operations/options/filter.js';
import type { Io } from '../io.js';
import { flagOf } from '../options/rows.js';

/** Looked for in the working folder, then in the folders above it. */
const CONFIG_NAME = 'faceenroll.config.json';

/** Flags that belong to one call: a file that agrees to a deletion once would agree to all. */
const NOT_IN_FILES: readonly string[] = [
  ...['config', 'help', 'version', 'dry-run'],
  ...['yes', 'max-deletions', 'force', 'discard', 'forget', 'due', 'user', 'set'],
  ...['tag', 'untag'],
  ...['rehearse', 'rollback', 'commit'],
  ...['scope', 'jwt', 'all', 'again', 'waiting'],
];

/** Commands whose flags are what a user is to become: a department meant for lists would move people. */
const WRITE_FIELDS: readonly string[] = ['users add', 'users update'];

/** A configuration file, its keys known to be flags of `program` or names of its commands. */
export interface ConfigFile {
  /** Absolute. */
  readonly path: string;
  /** What it says for one command: a section of the command's own wins. */
  valuesFor(command: Command): ReadonlyMap<string, unknown>;
}

/**
 * The configuration file that --config names, or the one that is found from the working folder
 * upwards; `warn` is told of one that is not to be trusted.
 */
export function configPath(
  program: Command,
  io: Io,
  warn = (message: string): unknown => io.stderr.write(`${message}\n`),
): string | undefined {
  const { config } = program.opts<{ config?: string }>();
  return config === undefined ? findUpwards(io.cwd, warn) : resolve(io.cwd, config);
}

/**
 * What a configuration file says of a flag for all commands, as it is written there.
 *
 * @throws {FatalError} when the file cannot be read or is not a JSON object.
 */
export function sharedSetting(path: string, flag: string): unknown {
  return objectIn(path).get(flag);
}

/**
 * Reads a configuration file whose keys are those of `program`, which has all its commands.
 *
 * @throws {UsageError} when a key is neither a flag nor a command, with the nearest right name.
 * @throws {FatalError} when the file cannot be read or is not a JSON object.
 */
export function readConfig(path: string, program: Command): ConfigFile {
  const shared = objectIn(path);
  const sections = new Map<string, ReadonlyMap<string, unknown>>();
  const commands = new Map(commandsOf(program).map((command) => [nameOf(command), command]));
  const flags = [...new Set([...commands.values()].flatMap(flagsOf))];
  for (const [key, value] of shared) {
    const command = commands.get(key);
    if (!command) {
      checkKey(path, key, [...flags, ...commands.keys()]);
      continue;
    }
    const section = entriesOf(value, `${path}: ${quoted(key)}`);
    for (const flag of section.keys()) checkKey(path, flag, flagsOf(command), key);
    sections.set(key, section);
  }
  return {
    path,
    valuesFor: (command) => {
      const own = flagsOf(command);
      const both = [...shared, ...(sections.get(nameOf(command)) ?? [])];
      return new Map(both.filter(([key]) => own.includes(key)));
    },
  };
}

/** The options of a command that a file may set. */
export function settable(command: Command): readonly Option[] {
  const writesFields = WRITE_FIELDS.includes(nameOf(command));
  return command.options.filter(({ long }) => {
    const flag = long?.slice(2);
    if (flag === undefined || NOT_IN_FILES.includes(flag)) return false;
    if (isTrial(flag, nameOf(command))) return false;
    if (isOfNewKey(flag, nameOf(command)) || isWhoIsMailed(flag, nameOf(command))) return false;
    return !(writesFields && isField(flag));
  });
}

/** A file that tries imports out with their first photos would leave out the others for good. */
function isTrial(flag: string, command: string): boolean {
  return flag === 'limit' && command.startsWith('import-');
}

/** A department meant for lists would name the people who are mailed. */
function isWhoIsMailed(flag: string, command: string): boolean {
  return command === 'links send' && WHICH_USERS.includes(flag);
}

const WHICH_USERS = Object.entries(WHICH_USERS_OPTIONS).map(([name, row]) => flagOf(name, row));

/** A collection meant for imports would bind each key to it; other things expire than keys. */
function isOfNewKey(flag: string, command: string): boolean {
  return command === 'keys create' && ['name', 'collection', 'expires'].includes(flag);
}

function isField(flag: string): boolean {
  return USER_FIELDS.some((field) => field.replaceAll('_', '-') === flag);
}

/** The commands that do something, not those that only hold others, nor help and the ones on the file itself. */
export function commandsOf(command: Command): readonly Command[] {
  if (command.commands.length === 0) return [command];
  const within = command.commands.filter((one) => !['config', 'help'].includes(one.name()));
  return within.flatMap((one) => commandsOf(one));
}

/** A command as it is typed, without the program's name: "duplicates scan". */
export function nameOf(command: Command): string {
  const above = command.parent?.parent ? `${nameOf(command.parent)} ` : '';
  return `${above}${command.name()}`;
}

function flagsOf(command: Command): readonly string[] {
  return settable(command).map(({ long }) => (long as string).slice(2));
}

function checkKey(path: string, key: string, known: readonly string[], section?: string): void {
  if (known.includes(key)) return;
  const where = section === undefined ? path : `${path}: ${quoted(section)}`;
  const meant =
    NOT_IN_FILES.includes(key) ||
    isField(key) ||
    isTrial(key, section ?? '') ||
    isOfNewKey(key, section ?? '') ||
    isWhoIsMailed(key, section ?? '')
      ? 'it is for the command line alone'
      : `did you mean ${quoted(nearest(key, known) ?? '')}?`;
  throw new UsageError(`${where}: there is no setting ${quoted(key)}; ${meant}`);
}

function findUpwards(folder: string, warn: (message: string) => void): string | undefined {
  const path = join(folder, CONFIG_NAME);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() && isOurs(stats)) return path;
  if (stats?.isFile()) {
    warn(
      `${printable(path)} is passed over, since another account can write it: name it with --config if you trust it`,
    );
  }
  const above = dirname(folder);
  return above === folder ? undefined : findUpwards(above, warn);
}

/**
 * Whether nobody but this account and root can have written a file: one that another account
 * lays in a folder above could name a database or a key of its own. (Windows tells no owner.)
 */
function isOurs({ uid, mode }: Stats): boolean {
  const own = process.getuid?.();
  if (own === undefined) return true;
  return (uid === own || uid === 0) && (mode & OTHERS_WRITE) === 0;
}

/** Bits of a file's mode: its group or everybody may write it. */
const OTHERS_WRITE = 0o022;

function objectIn(path: string): ReadonlyMap<string, unknown> {
  let value: unknown;
  try {
    // A byte order mark is what some editors put before JSON.
    value = JSON.parse(readFileSync(path, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw new FatalError(
      `the configuration file ${pathText(path)} cannot be read: ${systemProblem(error)}`,
    );
  }
  return entriesOf(value, path);
}

/** As a map, in which a key such as "__proto__" is a key like any other. */
function entriesOf(value: unknown, where: string): ReadonlyMap<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return new Map(Object.entries(value));
  }
  throw new UsageError(`${where}: it must be a JSON object, such as { "db": "faces.db" }`);
}
