import { systemProblem } from '../domain/system-problem.js';
import { messageOf } from '../domain/text.js';

/** Errors of the network: the server may come back. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EAI_AGAIN',
  // A socket file that is gone while the server starts again.
  'ENOENT',
]);

/**
 * SQLSTATE of a server that stops, starts, or has no connection left, and of transactions that lose
 * against others (PostgreSQL, appendix A).
 */
const PASSING = new Set(['57P01', '57P02', '57P03', '57P05', '53300', '40001', '40P01', '25006']);

/** Class 08: connection exceptions. */
const CONNECTION_CLASS = '08';

/** How node-postgres words a connection that ended, and an answer that did not come. */
const ENDED =
  /^Connection terminated|^Client has encountered a connection error|timeout (exceeded|expired)|Query read timeout|^Client was closed|not queryable/i;

/** Whether an error says that PostgreSQL cannot be reached now, and may be later. */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isAway);
  const code = codeOf(error);
  if (code !== undefined) {
    if (NETWORK.has(code) || PASSING.has(code) || code.startsWith(CONNECTION_CLASS)) return true;
  }
  return ENDED.test(messageOf(error));
}

/** Whether a privilege is missing (SQLSTATE 42501). */
export function isForbidden(error: unknown): boolean {
  return codeOf(error) === '42501';
}

/** What an error of PostgreSQL or the way to it says, in a few words. */
export function problemOf(error: unknown): string {
  if (error instanceof AggregateError) return problemOf(error.errors[0]);
  const code = codeOf(error);
  return code !== undefined && /^E[A-Z]+$/.test(code) ? systemProblem(error) : messageOf(error);
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
