import type { Command, Option } from 'commander';
import { UsageError } from '../../domain/fatal-error.js';
import { nearest } from '../../domain/nearest.js';
import { jsonLine, printable, quoted } from '../../domain/text.js';
import { withoutPassword } from '../../domain/without-password.js';
import { environmentValue } from '../environment.js';
import type { Io } from '../io.js';
import { keyVariable } from '../options/key.js';
import { applyConfig, FROM_FILE } from './apply.js';
import { type ConfigFile, commandsOf, configPath, nameOf, readConfig, settable } from './file.js';

/** A setting as it holds for some commands. */
interface Setting {
  readonly setting: string;
  /** Null where nothing is set, and in place of a key, which is told to nobody. */
  readonly value: unknown;
  readonly source: 'environment' | 'file' | 'default';
  /** The variable or the file that it comes from. */
  readonly from: string | null;
  readonly commands: string[];
}

/** `faceenroll config show`: prints the settings of one command, or of all. */
export function showConfig(
  program: Command,
  wanted: string,
  { json }: { json?: boolean },
  io: Io,
): void {
  const path = configPath(program, io);
  const file = path === undefined ? undefined : readConfig(path, program);
  const settings = settingsOf(chosen(program, wanted), file, io);
  if (json) {
    for (const setting of settings)
      io.stdout.write(`${jsonLine({ event: 'setting', ...setting })}\n`);
    return;
  }
  io.stdout.write(`Configuration file: ${file ? printable(file.path) : 'none'}\n\n`);
  io.stdout.write(table(settings));
}

function chosen(program: Command, wanted: string): readonly Command[] {
  const commands = commandsOf(program);
  const within = commands.filter((command) => {
    const name = nameOf(command);
    return wanted === '' || name === wanted || name.startsWith(`${wanted} `);
  });
  if (within.length > 0) return within;
  const meant = nearest(wanted, commands.map(nameOf));
  throw new UsageError(
    `there is no command ${quoted(wanted)}; did you mean ${quoted(meant ?? '')}?`,
  );
}

/** One line for commands that agree on a setting. */
function settingsOf(commands: readonly Command[], file: ConfigFile | undefined, io: Io): Setting[] {
  const settings = new Map<string, Setting>();
  for (const command of commands) {
    if (file) applyConfig(command, file, io);
    for (const option of settable(command)) {
      const setting = {
        setting: (option.long as string).slice(2),
        ...withoutSecret(held(command, option, file, io)),
      };
      const key = JSON.stringify(setting);
      const known = settings.get(key) ?? { ...setting, commands: [] };
      known.commands.push(nameOf(command));
      settings.set(key, known);
    }
  }
  return [...settings.values()].sort((p, q) => (p.setting < q.setting ? -1 : 1));
}

/** Addresses are told to everybody who may see the screen; one with a password is refused when it is used. */
function withoutSecret<S extends { readonly value: unknown }>(setting: S): S {
  const { value } = setting;
  return typeof value === 'string' ? { ...setting, value: withoutPassword(value) } : setting;
}

function held(
  command: Command,
  option: Option,
  file: ConfigFile | undefined,
  io: Io,
): Omit<Setting, 'setting' | 'commands'> {
  const { envVar } = option;
  const fromEnvironment = environmentValue(option, io.env);
  if (envVar !== undefined && fromEnvironment !== undefined) {
    return { value: fromEnvironment, source: 'environment', from: envVar };
  }
  const key = keyVariable(option, io);
  if (key !== undefined) {
    const path = key === 'FACEENROLL_KEY' ? null : (io.env[key] ?? null);
    return { value: path, source: 'environment', from: key };
  }
  const name = option.attributeName();
  const value = command.getOptionValue(name) ?? null;
  if (!file || command.getOptionValueSource(name) !== FROM_FILE) {
    return { value, source: 'default', from: null };
  }
  // A pattern, a list of columns and the like are told as they are written; a path with its folder.
  const written = file.valuesFor(command).get((option.long as string).slice(2));
  const told = typeof value === 'object' ? written : value;
  return { value: told, source: 'file', from: file.path };
}

function table(settings: readonly Setting[]): string {
  const several = new Set(
    settings.filter((one, i) => settings[i - 1]?.setting === one.setting).map((s) => s.setting),
  );
  const rows = settings.map(({ setting, value, source, from, commands }) => [
    setting,
    shown(value),
    source === 'environment' ? `environment ${from}` : source,
    several.has(setting) ? `  (${commands.join(', ')})` : '',
  ]);
  const width = (column: number): number =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const [first, second] = [width(0), Math.min(width(1), MAX_VALUE)];
  const lines = rows.map(([setting = '', value = '', source, commands]) => {
    return `${setting.padEnd(first)}  ${value.padEnd(second)}  ${source}${commands}\n`;
  });
  return lines.join('');
}

/** Longer values push their source to the right, instead of all sources. */
const MAX_VALUE = 30;

function shown(value: unknown): string {
  if (value === null) return '-';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
