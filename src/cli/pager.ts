import { spawnSync } from 'node:child_process';

/** Prints a long text: on a terminal through $PAGER or less, and as it is where there is neither. */
export function page(text: string): void {
  const { stdout, env } = process;
  if (stdout.isTTY && env.TERM !== 'dumb' && env.PAGER !== '' && paged(text, env.PAGER)) return;
  stdout.write(text);
}

function paged(text: string, pager: string | undefined): boolean {
  // Ctrl-C is for the pager: it would be left without us, with the terminal in its hands.
  const ignore = (): void => {};
  process.on('SIGINT', ignore);
  const { error, status } = spawnSync(pager ?? 'less', {
    input: text,
    // PAGER may be a command line; a shell says 127 when there is no such program.
    shell: pager !== undefined,
    stdio: ['pipe', 'inherit', 'inherit'],
    // What fits on the screen is left there, and colors are shown.
    env: { LESS: 'FRX', ...process.env },
  });
  process.off('SIGINT', ignore);
  // Whoever leaves the pager before the end has read enough.
  return (
    (error === undefined || (error as NodeJS.ErrnoException).code === 'EPIPE') && status !== 127
  );
}
