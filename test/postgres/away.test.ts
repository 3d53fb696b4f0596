import { expect, test } from 'vitest';
import { isAway, isConflict, isForbidden, isRefusal, problemOf } from '../../src/postgres/away.js';

const coded = (code: string, more: object = {}): Error =>
  Object.assign(new Error('of a test'), { code, ...more });

test.each([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
  ...['EAI_AGAIN', 'ENOENT', '57P01', '57P02', '57P03', '57P05', '53300', '25006', '25P03'],
  ...['08000', '08006'],
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

test.each(['23505', '28P01', '3D000', '40001', '42501', '42P01', 'ENOTFOUND', '0A000'])(
  'one that fails with %s is there',
  (code) => {
    expect(isAway(coded(code))).toBe(false);
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
