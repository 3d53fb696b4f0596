import { expect, test } from 'vitest';
import { isAway, isConflict, isForbidden, isRefusal } from '../../src/postgres/away.js';

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

test('conflicts, missing rights and refusals are told apart', () => {
  const codes = ['40001', '40P01', '42501', '28P01', '28000', '3D000', '23505'];
  const of = (is: (error: unknown) => boolean) => codes.filter((code) => is(coded(code)));
  expect(of(isConflict)).toEqual(['40001', '40P01']);
  expect(of(isForbidden)).toEqual(['42501']);
  expect(of(isRefusal)).toEqual(['28P01', '28000', '3D000']);
});
