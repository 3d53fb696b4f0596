import { z } from 'zod';
import { OUTPUTS } from '../../src/operations/schema/commands.js';
import { schemaOf } from '../../src/operations/schema/document.js';

/** Kinds of lines that the commands of a file of tests have printed: "users list: listSummary". */
export const printed = new Set<string>();

/** What JSON Schema itself says, beside the schemas that it is made from. */
const validators = new Map<string, z.ZodType>();

/** How a command ended. */
interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
}

/** The command that was run: the longest name at the beginning of its words. */
function commandOf(args: readonly string[]): string | undefined {
  const words = args[0] === '--config' ? args.slice(2) : args;
  return [2, 1]
    .map((n) => words.slice(0, n).join(' '))
    .find((name) => Object.hasOwn(OUTPUTS, name));
}

/**
 * Compares what a command printed with its JSON Schema, if that was asked for.
 *
 * @throws {Error} naming the line, and what is wrong with it.
 */
export function checkJsonLines(args: readonly string[], { code, signal, stdout }: Ended): void {
  if (!args.includes('--json') || args.includes('--help')) return;
  const command = commandOf(args);
  if (command === undefined) {
    if (stdout !== '') throw new Error(`"${args.join(' ')}" printed JSON and has no schema`);
    return;
  }
  const lines = stdout.split('\n');
  // A killed process may have written a part of a line.
  const rest = lines.pop();
  if (signal === null && rest !== '') {
    throw new Error(`"${command}" did not end its last line: ${rest}`);
  }
  for (const line of lines) checkLine(command, line);
  const { exitCode } = JSON.parse(lines.at(-1) ?? '{}');
  // What it printed may have been well, and not what it did afterwards.
  if (code !== null && code !== 1 && exitCode !== undefined && exitCode !== code) {
    throw new Error(`"${command}" ended with exit code ${code} and told ${exitCode}`);
  }
}

function checkLine(command: string, line: string): void {
  const value: unknown = JSON.parse(line);
  const kinds = Object.entries(OUTPUTS[command]?.lines ?? {});
  const [kind] = kinds.find(([, schema]) => schema.safeParse(value).success) ?? [];
  if (kind === undefined) {
    const problems = kinds.map(([name, schema]) => {
      return `${name}: ${schema.safeParse(value).error?.issues.map(shown).join('; ')}`;
    });
    throw new Error(`"${command}" printed ${line}, which has no schema\n${problems.join('\n')}`);
  }
  const validator = validators.get(command) ?? z.fromJSONSchema(schemaOf(command) as never);
  validators.set(command, validator);
  const { error } = validator.safeParse(value);
  if (error) throw new Error(`"${command}" printed ${line}: ${error.message}`);
  printed.add(`${command}: ${kind}`);
}

function shown({ path, message }: z.core.$ZodIssue): string {
  return `${path.join('.')} ${message}`.trim();
}
