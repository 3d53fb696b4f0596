import { z } from 'zod';
import { OUTPUTS, type Output } from './commands.js';

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** The JSON Schema (draft 2020-12) of one line that a command prints. */
export function schemaOf(command: string): JsonSchema {
  return toJson(outputOf(command));
}

/** That of any line of these commands; `$defs` has one for each command: "users-list". */
export function schemaOfAll(commands: readonly string[]): JsonSchema {
  const all = commands.map((command) => outputOf(command, command.replaceAll(' ', '-')));
  return toJson(
    z.union(all).meta({
      title: 'faceenroll --json',
      description: 'One line of what a command prints with --json, by the name of the command.',
    }),
  );
}

function outputOf(command: string, id?: string): z.ZodType {
  const { about, lines } = OUTPUTS[command] as Output;
  const named = Object.entries(lines).map(([name, line]) => withName(line, name));
  return z.union(named).meta({
    ...(id !== undefined && { id }),
    title: `faceenroll ${command} --json`,
    description: `One line of the output: ${about}.`,
  });
}

const named = new Map<string, z.ZodType>();

/** A kind of line of several commands is one definition. */
function withName(line: z.ZodType, name: string): z.ZodType {
  const id = `${name}Line`;
  const known = named.get(id) ?? line.meta({ ...line.meta(), id });
  named.set(id, known);
  return known;
}

function toJson(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { target: 'draft-2020-12', override: withoutNoise });
}

/** Whole numbers are not more than a double can tell apart; that says nothing of ours. */
function withoutNoise({ jsonSchema }: { readonly jsonSchema: JsonSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  delete jsonSchema.propertyNames;
}
