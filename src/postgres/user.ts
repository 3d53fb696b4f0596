import { UsageError } from '../domain/fatal-error.js';
import { addressOf } from './address.js';
import type { PostgresPlace } from './place.js';

/**
 * Refuses an address without a user where the environment names none either, as of many services
 * and containers: PostgreSQL's own refusal does not say what to do.
 *
 * @throws {UsageError} which says it.
 */
export function refuseNobody(
  { url, shown }: PostgresPlace,
  env: NodeJS.ProcessEnv = process.env,
): void {
  const ofSystem = process.platform === 'win32' ? env.USERNAME : env.USER;
  if (addressOf(new URL(url), env).user || env.PGUSER || ofSystem) return;
  throw new UsageError(
    `the address of ${shown} names no user: write it before the host, postgres://<user>@<host>/<database>, or set PGUSER`,
  );
}
