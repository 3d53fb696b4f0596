import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tlsOf } from '../../dist/postgres/tls.js';

const REFUSED =
  /does not say whether the connection is encrypted: add \?sslmode=verify-full .*, or \?sslmode=disable/;

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
    const address = 'postgres://me@db.example.com/faces';
    expect(tlsOf(address, { PGSSLMODE: 'require' })).toEqual({ rejectUnauthorized: false });
    expect(tlsOf(address, { PGSSLMODE: 'verify-full' })).toEqual({});
    for (const PGSSLMODE of ['allow', 'prefer', 'no']) {
      expect(() => tlsOf(address, { PGSSLMODE })).toThrow(REFUSED);
    }
  });

  test('is no fault where somebody has said that it is not', () => {
    const said = 'postgres://me@db.example.com/faces?sslmode=disable';
    expect(tlsOf(said, { PGSSLMODE: 'require' })).toBe(false);
  });
});

describe('the files of TLS', () => {
  const here = import.meta.filename;

  test('are those of the address, else those that the environment names', () => {
    const env = { PGSSLMODE: 'verify-full', PGSSLROOTCERT: here, PGSSLCERT: here, PGSSLKEY: here };
    const text = expect.stringContaining('the files of TLS');
    const address = 'postgres://me@db.example.com/faces';
    expect(tlsOf(address, env)).toEqual({ ca: text, cert: text, key: text });
    const system = `${address}?sslrootcert=system&sslmode=verify-full`;
    expect(tlsOf(system, env)).toEqual({ cert: text, key: text });
  });

  test('make "require" look at the certificate, as with psql', () => {
    const env = { PGSSLMODE: 'require', PGSSLROOTCERT: here };
    expect(tlsOf('postgres://me@db.example.com/faces', env)).toHaveProperty('checkServerIdentity');
  });

  test('are told with where they are named when they cannot be read', () => {
    const PGSSLROOTCERT = join('/no', 'ca.pem');
    expect(() => tlsOf('postgres://me@db/faces?sslmode=require', { PGSSLROOTCERT })).toThrow(
      `PGSSLROOTCERT, "${PGSSLROOTCERT}", cannot be read`,
    );
  });
});
