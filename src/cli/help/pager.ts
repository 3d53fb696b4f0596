import { spawnSync } from 'node:child_process';
import type { Io } from '../io.js';

/** Prints a long text: on a terminal through $PAGER or less, and as it is where there is neither. */
export function page(text: string, io: Io): void {
  const { stdout, env } = io;
  if (stdout.isTTY && env.TERM !== 'dumb' && env.PAGER !== '' && paged(text, io)) return;
  stdout.write(text);
}

function paged(text: string, { env, signals }: Io): boolean {
  const pager = env.PAGER;
  // Ctrl-C is for the pager: it would be left without us, with the terminal in its hands.
  const ignore = (): void => {};
  signals.on('SIGINT', ignore);
  const { error, status } = spawnSync(pager ?? 'less', {
    input: text,
    // PAGER may be a command line; a shell says 127 when there is no such program.
    shell: pager !== undefined,
    stdio: ['pipe', 'inherit', 'inherit'],
    // What fits on the screen is left there, and colors are shown.
    env: { LESS: 'FRX', ...env },
  });
  signals.off('SIGINT', ignore);
  // Whoever leaves the pager before the end has read enough.
  return (
    (error === undefined || (error as NodeJS.ErrnoException).code === 'EPIPE') && status !== 127
  );
}
