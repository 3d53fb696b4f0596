import { systemProblem } from '../domain/system-problem.js';
import { messageOf } from '../domain/text.js';
import { unableProblem } from './unable.js';

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
 * SQLSTATE of a server that stops or starts, or that ended the session (PostgreSQL, appendix A). Not
 * 57P04: the database was dropped.
 */
const PASSING = new Set(['57P01', '57P02', '57P03', '57P05', '25P03', '25P04']);

/**
 * Where a replica refuses to read tables that are not replicated. Its SQLSTATE, 0A000, says no more
 * than that something is not supported, and its message is in the server's language.
 */
const REFUSES_UNLOGGED = 'get_relation_info';

/** SQLSTATE of transactions that lose against others. */
const LOST = new Set(['40001', '40P01']);

/** Class 08: connection exceptions. */
const CONNECTION_CLASS = '08';

/** With which PgBouncer says all that it says itself, in English. */
const OF_POOLER = '08P01';

/** What it refuses, now and later; the rest may pass. */
const POOLER_REFUSES =
  /authentication failed|^no such (user|database)|^database .* (does not exist|is disabled)|login rejected|^bouncer config error|^unsupported startup parameter|statement pooling mode/;

/** How node-postgres words a connection that ended, and an answer that did not come. */
const ENDED =
  /^Connection terminated|^Client has encountered a connection error|timeout (exceeded|expired)|Query read timeout|^Client was closed|not queryable/i;

/** A server that neither refuses nor answers. */
const NO_ANSWER =
  /connection timeout$|^Query read timeout$|^timeout exceeded when trying to connect|: no answer$/;

/** Whether an error says that PostgreSQL cannot be reached or used now, and may be later. */
export function isAway(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.every(isAway);
  const code = codeOf(error);
  if (code !== undefined) {
    if (isRefusedByPooler(error)) return false;
    if (NETWORK.has(code) || PASSING.has(code) || isUnable(error)) return true;
    if (code.startsWith(CONNECTION_CLASS)) return true;
    if (code === '0A000') return routineOf(error) === REFUSES_UNLOGGED;
  }
  return ENDED.test(messageOf(error));
}

/** Whether a server that is there, and answers, cannot do what is asked now. */
export function isUnable(error: unknown): boolean {
  return unableProblem(codeOf(error) ?? '', '') !== undefined;
}

/** Whether another transaction was in the way: it can be tried again at once. */
export function isConflict(error: unknown): boolean {
  return LOST.has(codeOf(error) ?? '');
}

/** Whether the host has no address; where there was one, it may have it again. */
export function isUnknownHost(error: unknown): boolean {
  return codeOf(error) === 'ENOTFOUND';
}

/** Whether there is no such user or database, or the password is wrong (classes 28 and 3D). */
export function isRefusal(error: unknown): boolean {
  return /^(28|3D)/.test(codeOf(error) ?? '') || isRefusedByPooler(error);
}

function isRefusedByPooler(error: unknown): boolean {
  return codeOf(error) === OF_POOLER && POOLER_REFUSES.test(messageOf(error));
}

/** Whether a privilege is missing (SQLSTATE 42501). */
export function isForbidden(error: unknown): boolean {
  return codeOf(error) === '42501';
}

/** Whether a table or its schema is not there (SQLSTATE 42P01 and 3F000). */
export function isMissing(error: unknown): boolean {
  return /^(42P01|3F000)$/.test(codeOf(error) ?? '');
}

/** Whether it is an error of the server's: a SQLSTATE does not begin as the system's codes (EPIPE) do. */
export function isOfServer(error: unknown): boolean {
  return /^[0-9A-DF-Z][0-9A-Z]{4}$/.test(codeOf(error) ?? '');
}

/** Errors of the TLS library, which have no number. */
const CERTIFICATE = /^(ERR_TLS_CERT|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** Those of them that a certificate has whose CA is not known. */
const UNKNOWN_CA = /^(DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

/** What errors of the network mean; their own texts tell the address again. */
const WAY: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'no way leads there',
  EHOSTDOWN: 'no way leads there',
  ENETUNREACH: 'no way leads there',
  ENETDOWN: 'no way leads there',
  EAI_AGAIN: 'the name server does not answer',
};

const CORRECT_PASSWORD =
  'correct it in PGPASSWORD or, where that is not set, in the file that PGPASSFILE names (~/.pgpass)';

/** What an error of PostgreSQL or the way to it says, in a few words. */
export function problemOf(error: unknown): string {
  if (error instanceof AggregateError) return problemOf(error.errors[0]);
  const code = codeOf(error) ?? '';
  const message = messageOf(error);
  if (code === 'ENOTFOUND') return 'no such host';
  const way = WAY[code];
  if (way !== undefined) return `${way} (${code})`;
  if (CERTIFICATE.test(code)) return certificateProblem(code, message);
  if (/client password must be a string/.test(message)) {
    return 'it asks for a password: put a line <host>:<port>:<database>:<user>:<password> into the file that PGPASSFILE names (~/.pgpass), or the password into PGPASSWORD';
  }
  if (NO_ANSWER.test(message)) return WAY.ETIMEDOUT as string;
  if (code === '28P01') return `${message}: ${CORRECT_PASSWORD}`;
  if (isRefusedByPooler(error)) return `${message}${poolerAdvice(message)}`;
  const unable = unableProblem(code, message);
  if (unable !== undefined) return unable;
  if (/does not support SSL/.test(message)) return 'it has no TLS, which sslmode asks for';
  return /^E[A-Z]+$/.test(code) ? systemProblem(error) : message;
}

/** What to do about what PgBouncer refuses; its own words do not say it. */
function poolerAdvice(message: string): string {
  if (/authentication failed/.test(message)) return `: ${CORRECT_PASSWORD}`;
  if (/statement pooling mode/.test(message)) {
    return ': let the pooler use pool_mode=transaction or session';
  }
  if (/^unsupported startup parameter/.test(message)) {
    return ': leave it out of the address (and PGOPTIONS), or let the pooler take it with ignore_startup_parameters';
  }
  return '';
}

function certificateProblem(code: string, message: string): string {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return `its certificate is for another host (${message.replace(/^.*altnames: /, '')})`;
  }
  // Node.js adds advice for its own command line.
  const [what] = message.split(';');
  const advice = UNKNOWN_CA.test(code)
    ? ': name its CA with sslrootcert=<file> in the address, or with PGSSLROOTCERT'
    : '';
  return `its certificate is not trusted (${what})${advice}`;
}

function codeOf(error: unknown): string | undefined {
  const { code } = error as { readonly code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** The function of the server that an error comes from. */
function routineOf(error: unknown): unknown {
  return (error as { readonly routine?: unknown }).routine;
}
