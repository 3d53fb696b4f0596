import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tlsOf } from '../../dist/postgres/tls.js';

const REFUSED =
  /does not say whether the connection is encrypted: add \?sslmode=verify-full .*, or \?sslmode=disable/;

const ELSEWHERE = 'postgres://me@db.example.com/faces';

/** Stands for a certificate, which is only read. */
const HERE = import.meta.filename;

describe('an address of PostgreSQL that does not say whether the connection is encrypted', () => {
  test.each([
    'postgres://me@db.example.com/faces',
    'postgres://me@192.0.2.7/faces',
    'postgres://me@localhost.example.com/faces',
    'postgres://localhost/faces?host=db.example.com',
    'postgres:///faces?host=localhost&host=db.example.com',
  ])('is refused where it is of another machine: %s', (address) => {
    expect(() => tlsOf(address, {})).toThrow(REFUSED);
  });

  test.each([
    'postgres://me@localhost/faces',
    'postgres://me@127.0.0.1:5433/faces',
    'postgres://me@[::1]/faces',
    'postgres:///faces?host=/run/postgresql',
    'postgres://me@%2Frun%2Fpostgresql/faces',
    'postgres:///faces',
  ])('is taken as it is where it is of this one: %s', (address) => {
    expect(tlsOf(address, {})).toBe(false);
    expect(tlsOf(address, { PGSSLMODE: 'prefer' })).toBe(false);
  });

  test('is what PGHOST and PGSSLMODE make of it', () => {
    expect(() => tlsOf('postgres:///faces', { PGHOST: 'db.example.com' })).toThrow(REFUSED);
    expect(tlsOf(ELSEWHERE, { PGSSLMODE: 'require' })).toEqual({ rejectUnauthorized: false });
    expect(tlsOf(ELSEWHERE, { PGSSLMODE: 'verify-full' })).toEqual({});
    for (const PGSSLMODE of ['allow', 'prefer', 'no']) {
      expect(() => tlsOf(ELSEWHERE, { PGSSLMODE })).toThrow(REFUSED);
    }
  });

  test('is no fault where somebody has said that it is not', () => {
    const said = 'postgres://me@db.example.com/faces?sslmode=disable';
    expect(tlsOf(said, { PGSSLMODE: 'require' })).toBe(false);
  });
});

describe('the files of TLS', () => {
  test('are those of the address, else those that the environment names', () => {
    const env = { PGSSLMODE: 'verify-full', PGSSLROOTCERT: HERE, PGSSLCERT: HERE, PGSSLKEY: HERE };
    const text = expect.stringContaining('the files of TLS');
    expect(tlsOf(ELSEWHERE, env)).toEqual({ ca: text, cert: text, key: text });
    const system = `${ELSEWHERE}?sslrootcert=system&sslmode=verify-full`;
    expect(tlsOf(system, env)).toEqual({ cert: text, key: text });
  });

  test('make "require" look at the certificate, as with psql', () => {
    const env = { PGSSLMODE: 'require', PGSSLROOTCERT: HERE };
    expect(tlsOf('postgres://me@db.example.com/faces', env)).toHaveProperty('checkServerIdentity');
  });

  test('are told with where they are named when they cannot be read', () => {
    const PGSSLROOTCERT = join('/no', 'ca.pem');
    expect(() => tlsOf('postgres://me@db/faces?sslmode=require', { PGSSLROOTCERT })).toThrow(
      `PGSSLROOTCERT, "${PGSSLROOTCERT}", cannot be read`,
    );
  });
});

describe('the environment means the same as the address', () => {
  const meaningOf = (ssl: ReturnType<typeof tlsOf>) =>
    ssl && {
      verifies: ssl.rejectUnauthorized !== false,
      looksAtName: ssl.checkServerIdentity === undefined,
      ca: ssl.ca,
    };
  const ca = readFileSync(HERE, 'utf8');

  test.each([
    ['disable', false, false],
    ['require', { verifies: false, looksAtName: true }, { verifies: true, looksAtName: false, ca }],
    [
      'verify-ca',
      { verifies: true, looksAtName: false },
      { verifies: true, looksAtName: false, ca },
    ],
    [
      'verify-full',
      { verifies: true, looksAtName: true },
      { verifies: true, looksAtName: true, ca },
    ],
  ])('%s', (mode, alone, withRoot) => {
    const [PGSSLMODE, PGSSLROOTCERT] = [mode, HERE];
    expect(meaningOf(tlsOf(`${ELSEWHERE}?sslmode=${mode}`, {}))).toEqual(alone);
    expect(meaningOf(tlsOf(ELSEWHERE, { PGSSLMODE }))).toEqual(alone);
    const address = `${ELSEWHERE}?sslmode=${mode}&sslrootcert=${HERE}`;
    expect(meaningOf(tlsOf(address, {}))).toEqual(withRoot);
    expect(meaningOf(tlsOf(ELSEWHERE, { PGSSLMODE, PGSSLROOTCERT }))).toEqual(withRoot);
  });
});
