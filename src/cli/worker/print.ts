import type { WorkDone } from '../../domain/crew.js';
import { count, jsonLine } from '../../domain/text.js';
import type { ValuesOf } from '../../operations/options/row.js';
import type { Io } from '../io.js';
import type { JsonOutput } from '../options/output.js';

/** Tells what a worker has done. */
export function printWork(done: WorkDone, { json }: ValuesOf<JsonOutput>, { stdout }: Io): void {
  stdout.write(json ? `${jsonLine(done)}\n` : `${count(done.done, 'photo')} extracted\n`);
}
