import { setTimeout } from 'node:timers/promises';
import type { Desk } from '../../enroll/desk/desk.js';
import { DatabaseBusyError } from '../../store/lock.js';
import type { Contexts } from '../context.js';
import type { Arguments, InputOf, Operation } from '../operation.js';
import type { Rows } from '../options/row.js';
import { needsFor } from '../perform.js';

/** Interval between two attempts to open the database alone, in milliseconds. */
const ASK_EVERY_MS = 100;

/** Whether an operation opens the database to write, by itself and for as long as it takes. */
export function opensAlone<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts,
>(operation: Operation<A, O, Output, Opens>, input: InputOf<A, O>): boolean {
  if (['nothing', 'file', 'made', 'records'].includes(operation.opens)) return false;
  return needsFor(operation, input).access === 'write';
}

/**
 * Calls `attempt` while the desk does nothing, again and again while another process has the
 * database; between two attempts the desk goes on.
 *
 * @throws {DatabaseBusyError} if the database is not free in time.
 */
export async function alone<T>(
  attempt: () => Promise<T>,
  desk: Desk,
  { patienceMs, signal }: { readonly patienceMs: number; readonly signal: AbortSignal },
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    signal.throwIfAborted();
    try {
      return await desk.aside(attempt);
    } catch (error) {
      if (!(error instanceof DatabaseBusyError) || performance.now() > end) throw error;
    }
    await setTimeout(ASK_EVERY_MS);
  }
}
