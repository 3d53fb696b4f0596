import { UsageError } from '../domain/fatal-error.js';
import type { Io } from './io.js';

/** Whether somebody sits there who can be asked. */
export function canAsk(io: Io): boolean {
  return Boolean(io.stdin.isTTY && io.stderr.isTTY);
}

/**
 * Refuses at once what would have to be asked and cannot be, so that a job that deletes
 * nothing today does not fail on the first day it has something to delete.
 *
 * @param look how to see it without deleting, for commands that can tell
 * @throws {UsageError} without a terminal.
 */
export function refuseUnlessAsked(
  agreed: boolean,
  options: string,
  io: Io,
  look = ', or --dry-run to see what would be deleted',
): void {
  if (agreed || canAsk(io)) return;
  throw new UsageError(
    `what is deleted is gone for good, and without a terminal nobody can be asked: say ${options}${look}`,
  );
}

/**
 * Asks on the terminal. Anything but yes is no, Ctrl-C and Ctrl-D too.
 *
 * @throws the reason of the signal when it is aborted meanwhile.
 */
export async function confirmed(
  question: string,
  io: Io,
  signal?: AbortSignal | undefined,
): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  signal?.throwIfAborted();
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  const given = new AbortController();
  const none = new Promise<string>((resolve) => {
    terminal.once('SIGINT', () => resolve('no'));
    terminal.once('close', () => resolve('no'));
    signal?.addEventListener('abort', () => resolve('no'));
  });
  try {
    const answer = terminal.question(`${question} [y/N] `, { signal: given.signal });
    const text = await Promise.race([answer.catch(() => 'no'), none]);
    signal?.throwIfAborted();
    return /^y(es)?$/i.test(text.trim());
  } finally {
    given.abort();
    terminal.close();
  }
}
