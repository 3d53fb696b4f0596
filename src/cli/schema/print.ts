import { UsageError } from '../../domain/fatal-error.js';
import { nearest } from '../../domain/nearest.js';
import { quoted } from '../../domain/text.js';
import { OUTPUTS } from '../../operations/schema/commands.js';
import { schemaOf, schemaOfAll } from '../../operations/schema/document.js';
import type { Io } from '../io.js';

/** `faceenroll schema`: of one command, of those below one, or of all. */
export function printSchema(wanted: string, io: Io): void {
  const commands = Object.keys(OUTPUTS);
  const within = commands.filter((name) => wanted === '' || `${name} `.startsWith(`${wanted} `));
  if (within.length === 0) {
    const meant = nearest(wanted, commands);
    const hint = meant === undefined ? '' : `; did you mean ${quoted(meant)}?`;
    throw new UsageError(`there is no command ${quoted(wanted)} that has --json${hint}`);
  }
  const schema = Object.hasOwn(OUTPUTS, wanted) ? schemaOf(wanted) : schemaOfAll(within);
  io.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);
}
