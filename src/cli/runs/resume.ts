import { resolve } from 'node:path';
import { commandText, printable } from '../../domain/text.js';
import type { Resumption } from '../../operations/runs/resume.js';
import type { CommandHost } from '../command-host.js';
import type { Show } from '../command-of.js';

/** Says which command goes on with a run, with the database as it is reached from here, and has it run. */
export function resumption(host: CommandHost): Show<Resumption> {
  return ({ words: typed, folder }, { json }, io, { db }) => {
    const words = withOptions(typed, ['--db', resolve(io.cwd, db), ...(json ? ['--json'] : [])]);
    io.stderr.write(`${printable(`${folder}: ${commandText(words)}`)}\n`);
    host.runNext(words, folder);
  };
}

/** The last one counts: the database may be another than where the command was typed. */
function withOptions(words: readonly string[], options: readonly string[]): readonly string[] {
  // What stands behind "--" are arguments alone.
  const end = words.indexOf('--');
  const at = end < 0 ? words.length : end;
  return [...words.slice(0, at), ...options, ...words.slice(at)];
}
