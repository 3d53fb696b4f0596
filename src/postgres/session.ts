/**
 * What statements count on, whatever a server, database or role has as its default: each sees what
 * others have committed before it, reads text as it stands, gives numbers to the bit, and takes as
 * long as we wait for it.
 */
const COUNTED_ON = [
  "SET default_transaction_isolation = 'read committed'",
  'SET standard_conforming_strings = on',
  // With less, PostgreSQL rounds the numbers that it gives.
  'SET extra_float_digits = 1',
  'SET statement_timeout = 0',
  'SET lock_timeout = 0',
  // PostgreSQL 17 has it.
  "SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout'",
];

/**
 * The server, too, gives up a connection whose other side is silent for a minute. Its own measure is
 * two hours, in which those of machines that lost power or network would use up `max_connections`.
 */
const SERVER_GIVES_UP = [
  'SET tcp_keepalives_idle = 10',
  'SET tcp_keepalives_interval = 10',
  'SET tcp_keepalives_count = 5',
  'SET tcp_user_timeout = 60000',
];

/** What every connection begins with. */
export const SESSION: readonly string[] = [...COUNTED_ON, ...SERVER_GIVES_UP];
