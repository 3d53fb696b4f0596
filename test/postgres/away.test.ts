import { expect, test } from 'vitest';
import {
  isAway,
  isConflict,
  isForbidden,
  isRefusal,
  isUnable,
  problemOf,
} from '../../src/postgres/away.js';

const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error('of a test'), { code, ...more });

test.each([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['EAI_AGAIN', 'ENOENT', '57P01', '57P02', '57P03', '57P05', '53300', '25006', '25P03'],
  ...['08000', '08006', '08P01', '25P04', '53000', '53100', '53200', '53400', '55P03', '57014'],
  ...['58030'],
])('a server that fails with %s may come back', (code) => {
  expect(isAway(coded(code))).toBe(true);
});

test.each([
  'Connection terminated unexpectedly',
  'Client has encountered a connection error and is not queryable',
  'timeout exceeded when trying to connect',
  'Query read timeout',
])('so may one of which node-postgres says "%s"', (message) => {
  expect(isAway(new Error(message))).toBe(true);
});

test.each([
  ...['23505', '25P02', '28P01', '3D000', '40001', '42501', '42P01', '54000', '57P04', '58P01'],
  ...['ENOTFOUND', '0A000', 'XX000', 'XX001'],
])('one that fails with %s is there', (code) => {
  expect(isAway(coded(code))).toBe(false);
});

test.each([
  ['25006', 'cannot execute INSERT in a read-only transaction', 'name the primary server'],
  ['53000', 'out of file descriptors', 'raise its limits'],
  ['53100', 'could not extend file', 'free some space'],
  ['53200', 'out of shared memory', 'give it more'],
  ['53300', 'too many clients already', 'raise its limit, or use a pooler'],
  ['53400', 'temporary file size exceeds temp_file_limit (1kB)', 'raise the limit'],
  ['55P03', 'canceling statement due to lock timeout', 'pg_stat_activity'],
  ['57014', 'canceling statement due to user request', 'look in its log'],
  ['58030', 'could not read block 7', 'check the disk'],
])(
  'of a server that cannot go on for %s it is told why, and what to do',
  (code, message, remedy) => {
    const error = Object.assign(new Error(message), { code });
    expect(isUnable(error)).toBe(true);
    expect(problemOf(error)).toContain(`(${message}): `);
    expect(problemOf(error)).toContain(remedy);
  },
);

test('a replica that refuses unlogged tables may be promoted', () => {
  expect(isAway(coded('0A000', { routine: 'get_relation_info' }))).toBe(true);
});

test('of several addresses all must be away', () => {
  const [refused, wrong] = [coded('ECONNREFUSED'), coded('28P01')];
  expect(isAway(new AggregateError([refused, refused]))).toBe(true);
  expect(isAway(new AggregateError([refused, wrong]))).toBe(false);
});

/** As PgBouncer 1.18 says them: all with the same SQLSTATE. */
const ofPooler = (message: string): Error => Object.assign(new Error(message), { code: '08P01' });

test.each([
  ['SASL authentication failed', / failed: correct it in PGPASSWORD or, /],
  ['password authentication failed', / failed: correct it in PGPASSWORD or, /],
  ['no such user: nobody', /^no such user: nobody$/],
  ['database "nosuch" does not exist', /^database "nosuch" does not exist$/],
  ['unsupported startup parameter: options', /: leave it out of the address .*ignore_startup/],
  ['transaction blocks not allowed in statement pooling mode', /: .*pool_mode=transaction or/],
])('a pooler that says "%s" refuses for good', (message, told) => {
  const error = ofPooler(message);
  expect([isAway(error), isRefusal(error)]).toEqual([false, true]);
  expect(problemOf(error)).toMatch(told);
});

test.each([
  'no more connections allowed (max_client_conn)',
  'query_wait_timeout',
  'pgbouncer cannot connect to server',
  'server login has been failing, try again later (server_login_retry)',
  'the database system is shutting down',
])('one that says "%s" may let in later', (message) => {
  const error = ofPooler(message);
  expect([isAway(error), isRefusal(error)]).toEqual([true, false]);
});

test('conflicts, missing rights and refusals are told apart', () => {
  const codes = ['40001', '40P01', '42501', '28P01', '28000', '3D000', '23505'];
  const of = (is: (error: unknown) => boolean) => codes.filter((code) => is(coded(code)));
  expect(of(isConflict)).toEqual(['40001', '40P01']);
  expect(of(isForbidden)).toEqual(['42501']);
  expect(of(isRefusal)).toEqual(['28P01', '28000', '3D000']);
});
