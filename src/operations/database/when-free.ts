import { setTimeout } from 'node:timers/promises';
import { printable } from '../../domain/text.js';
import { DatabaseBusyError } from '../../store/lock.js';
import type { Store } from '../../store/store.js';
import { SHORT_PART_MS } from '../../store/take-lock.js';
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
 * Opens a database to write, when need be after other runs on it have ended. One that is just
 * deciding and applying is waited for in any case by whoever may work beside it.
 *
 * @throws {DatabaseBusyError} when it is not free in time.
 */
export async function whenFree(
  open: () => Store,
  { wait = 0, quiet = false }: WaitOptions,
  host: Host,
): Promise<Store> {
  const start = performance.now();
  for (let told = quiet || !host.isWatched; ; told = true) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) throw error;
      const patience = Math.max(wait * 1000, error.isShort ? SHORT_PART_MS : 0);
      const left = start + patience - performance.now();
      if (patience === 0) throw new DatabaseBusyError(error.holder, ADVICE);
      if (left <= 0) {
        throw new DatabaseBusyError(`waited ${patience / 1000} s: ${error.holder}`, ADVICE);
      }
      if (!told) {
        host.tell(waitingText(error.holder, patience));
      }
      await setTimeout(Math.min(ASK_EVERY_MS, left));
    }
  }
}

/** What is told of a wait. */
function waitingText(holder: string, patienceMs: number): string {
  return `${printable(holder)}: waiting for ${patienceMs / 1000} s at most ...`;
}

/** Tells whoever watches that a run waits for the one that is deciding and applying. */
export function tellWait(host: Host) {
  return (holder: string): void => {
    if (host.isWatched) host.note(waitingText(holder, SHORT_PART_MS));
  };
}
