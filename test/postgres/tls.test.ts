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
    'postgres:///faces',
  ])('is taken as it is where it is of this one: %s', (address) => {
    expect(tlsOf(address, {})).toEqual({ url: address });
  });

  test('is what PGHOST and PGSSLMODE make of it', () => {
    expect(() => tlsOf('postgres:///faces', { PGHOST: 'db.example.com' })).toThrow(REFUSED);
    const address = 'postgres://me@db.example.com/faces';
    expect(tlsOf(address, { PGSSLMODE: 'require' })).toEqual({ url: address });
    for (const PGSSLMODE of ['allow', 'prefer', 'no']) {
      expect(() => tlsOf(address, { PGSSLMODE })).toThrow(REFUSED);
    }
  });

  test('is no fault where somebody has said that it is not', () => {
    const said = 'postgres://me@db.example.com/faces?sslmode=disable';
    expect(tlsOf(said, {})).toMatchObject({ ssl: false });
  });
});
