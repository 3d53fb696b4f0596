import { UsageError } from '../../domain/fatal-error.js';
import type { Environment } from '../../operations/host.js';

/** The first file descriptor that systemd hands over (sd_listen_fds(3)). */
const FIRST = 3;

/**
 * The socket that systemd has opened for the process, if it has.
 *
 * @throws {UsageError} when there are several.
 */
export function handedOver(env: Environment, pid: number): { readonly fd: number } | undefined {
  const { LISTEN_PID, LISTEN_FDS } = env;
  if (LISTEN_FDS === undefined || LISTEN_PID !== String(pid)) return undefined;
  if (LISTEN_FDS === '1') return { fd: FIRST };
  throw new UsageError(
    `systemd hands over ${LISTEN_FDS} sockets (LISTEN_FDS), and serve listens on one: leave one ListenStream in the socket unit`,
  );
}
