import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { tlsOf } from '../../dist/postgres/tls.js';

const REFUSED =
  /does not say whether the connection is encrypted: add \?sslmode=verify-full .*, or \?sslmode=disable/;

const ELSEWHERE = 'postgres://me@db.example.com/faces';

/** Stands for a certificate, which is only read. */
const FILE = fileURLToPath(import.meta.url);

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
  ])('does without encryption where it is of this one: %s', (address) => {
    for (const PGSSLMODE of ['', 'allow', 'prefer']) {
      expect(tlsOf(address, { PGSSLMODE }).ssl).toBe(false);
    }
  });

  test('is what PGHOST and PGSSLMODE make of it', () => {
    expect(() => tlsOf('postgres:///faces', { PGHOST: 'db.example.com' })).toThrow(REFUSED);
    for (const PGSSLMODE of ['allow', 'prefer', 'no']) {
      expect(() => tlsOf(ELSEWHERE, { PGSSLMODE })).toThrow(REFUSED);
    }
  });

  test('is no fault where somebody has said that it is not', () => {
    const said = 'postgres://me@db.example.com/faces?sslmode=disable';
    expect(tlsOf(said, {})).toMatchObject({ ssl: false });
  });
});

describe('the environment means the same as the address', () => {
  const meaningOf = ({ ssl }: ReturnType<typeof tlsOf>) =>
    ssl && {
      verifies: ssl.rejectUnauthorized !== false,
      looksAtName: ssl.checkServerIdentity === undefined,
      ca: ssl.ca,
    };
  const ca = readFileSync(FILE, 'utf8');

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
    const [PGSSLMODE, PGSSLROOTCERT] = [mode, FILE];
    expect(meaningOf(tlsOf(`${ELSEWHERE}?sslmode=${mode}`, {}))).toEqual(alone);
    expect(meaningOf(tlsOf(ELSEWHERE, { PGSSLMODE }))).toEqual(alone);
    const address = `${ELSEWHERE}?sslmode=${mode}&sslrootcert=${FILE}`;
    expect(meaningOf(tlsOf(address, {}))).toEqual(withRoot);
    expect(meaningOf(tlsOf(ELSEWHERE, { PGSSLMODE, PGSSLROOTCERT }))).toEqual(withRoot);
  });

  test('and gives way to it', () => {
    const env = { PGSSLMODE: 'disable', PGSSLROOTCERT: '/no/such.pem' };
    const address = `${ELSEWHERE}?sslmode=verify-full&sslrootcert=${FILE}`;
    expect(meaningOf(tlsOf(address, env))).toEqual({ verifies: true, looksAtName: true, ca });
  });

  test('also in what is refused: a file that cannot be read', () => {
    const env = { PGSSLMODE: 'verify-full', PGSSLROOTCERT: '/no/such.pem' };
    expect(() => tlsOf(ELSEWHERE, env)).toThrow(
      /^PGSSLROOTCERT, "\/no\/such\.pem", cannot be read/,
    );
  });
});
