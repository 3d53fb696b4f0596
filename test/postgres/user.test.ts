import { expect, test } from 'vitest';
import { postgresPlace } from '../../src/postgres/place.js';
import { refuseNobody } from '../../src/postgres/user.js';

const nobody = postgresPlace('postgres://localhost/faces');

test('an address without a user is refused where the environment names none, and it says what to do', () => {
  expect(() => refuseNobody(nobody, {})).toThrow(
    'the address of localhost/faces names no user: write it before the host, postgres://<user>@<host>/<database>, or set PGUSER',
  );
});

test.each([
  ['before the host', 'postgres://me@localhost/faces', {}],
  ['as a parameter', 'postgres:///faces?user=me', {}],
  ['PGUSER', nobody.url, { PGUSER: 'me' }],
  ['the name that the system gives', nobody.url, { USER: 'me', USERNAME: 'me' }],
])('the user may be named: %s', (_, url, env) => {
  expect(() => refuseNobody(postgresPlace(url), env)).not.toThrow();
});
