import { setTimeout } from 'node:timers/promises';
import { printable } from '../../domain/text.js';
import { DatabaseBusyError } from '../../store/lock.js';
import type { Store } from '../../store/store.js';
import type { Host } from '../host.js';

/** How long a command waits that writes into the database. */
export interface WaitOptions {
  /** Seconds to wait while another run works on the database. */
  readonly wait?: number | undefined;
  readonly quiet?: boolean;
}

/** The lock is asked for so often, in milliseconds: nobody notices a quarter of a second. */
const ASK_EVERY_MS = 250;

/** Of commands that have the option. */
const ADVICE = 'wait until it has ended, or have it waited for with --wait';

/**
 * Opens a database to write, when need be after other runs on it have ended.
 *
 * @throws {DatabaseBusyError} when it is not free in time.
 */
export async function whenFree(
  open: () => Store,
  { wait = 0, quiet = false }: WaitOptions,
  host: Host,
): Promise<Store> {
  const end = performance.now() + wait * 1000;
  for (let told = quiet || !host.isWatched; ; told = true) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) throw error;
      const left = end - performance.now();
      if (wait === 0) throw new DatabaseBusyError(error.holder, ADVICE);
      if (left <= 0) {
        throw new DatabaseBusyError(`waited ${wait} s in vain: ${error.holder}`, ADVICE);
      }
      if (!told) {
        host.tell(`${printable(error.holder)}: waiting for ${wait} s at most ...`);
      }
      await setTimeout(Math.min(ASK_EVERY_MS, left));
    }
  }
}
