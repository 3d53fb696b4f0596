import { setTimeout } from 'node:timers/promises';
import { printable } from '../../domain/text.js';
import { DatabaseBusyError } from '../../store/lock.js';
import type { Store } from '../../store/store.js';
import { SHORT_PART_MS } from '../../store/take-lock.js';
import type { Host } from '../host.js';

/** The lock is asked for so often, in milliseconds: nobody notices a quarter of a second. */
const ASK_EVERY_MS = 250;

/** Of commands that have the option. */
const ADVICE = 'wait until it has ended, or use --wait';

/**
 * Opens a database to write, when need be after other runs on it have ended. One that is just
 * deciding and applying is waited for in any case by whoever may work beside it.
 *
 * @param wait seconds to wait while another run works on the database
 * @param shortMs how long at least one that is just deciding is waited for, in milliseconds
 * @throws {DatabaseBusyError} when it is not free in time.
 */
export async function whenFree(
  open: () => Store,
  wait = 0,
  host: Pick<Host, 'isWatched' | 'note'>,
  shortMs = SHORT_PART_MS,
): Promise<Store> {
  const start = performance.now();
  for (let told = false; ; told = true) {
    try {
      return open();
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) throw error;
      const patience = Math.max(wait * 1000, error.isShort ? shortMs : 0);
      const left = start + patience - performance.now();
      if (patience === 0) throw new DatabaseBusyError(error.holder, ADVICE);
      if (left <= 0) {
        throw new DatabaseBusyError(`waited ${patience / 1000} s: ${error.holder}`, ADVICE);
      }
      if (!told) noteWait(host, error.holder, patience);
      await setTimeout(Math.min(ASK_EVERY_MS, left));
    }
  }
}

/** Tells whoever watches what is waited for, and how long. */
export function noteWait(
  { isWatched, note }: Pick<Host, 'isWatched' | 'note'>,
  holder: string,
  patienceMs: number = SHORT_PART_MS,
): void {
  if (isWatched) note(`${printable(holder)}: waiting for ${patienceMs / 1000} s at most ...`);
}
