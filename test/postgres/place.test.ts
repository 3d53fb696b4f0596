import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/domain/fatal-error.js';
import { postgresPlace } from '../../src/postgres/place.js';

const SECRET = 'Tr0ub4dor';

test.each([
  `postgres://me:${SECRET}@db/faces`,
  `postgresql://db/faces?password=${SECRET}`,
  `postgres://db/faces?sslmode=require&sslpassword=${SECRET}`,
  `mysql://me:${SECRET}@db/faces`,
  `postgres://me:${SECRET}@db:port/faces`,
])('an address with a password is refused without repeating it, wherever it is', (address) => {
  const read = () => postgresPlace(address);
  expect(read).toThrow(UsageError);
  expect(read).toThrow(/^(?!.*Tr0ub4dor)/s);
});

test.each([
  ['postgres://me@db.example.com:5433/faces?sslmode=require', 'db.example.com:5433/faces'],
  ['postgresql:///faces?host=/run/postgresql', '/run/postgresql/faces'],
  ['postgres:///', 'localhost'],
])('%s is shown as %s', (address, shown) => {
  expect(postgresPlace(address)).toEqual({ url: address, shown });
});

describe('the parameters of an address of PostgreSQL', () => {
  test.each([
    'slmode=verify-full',
    'sslmode=require&sslrotcert=ca.pem',
    'sslmode=require&channel_binding=require',
    'SSLMODE=verify-full',
  ])('are refused where nothing would come of them: %s', (words) => {
    const unknown = words.split('&').at(-1)?.split('=')[0];
    expect(() => postgresPlace(`postgres://me@localhost/faces?${words}`)).toThrow(
      `the address of localhost/faces has an unknown parameter "${unknown}": known are sslmode, sslrootcert, `,
    );
  });

  test.each([
    'postgres://me@db.example.com/faces',
    'postgres://me@db.example.com/faces?sslmode=verify-full&sslrootcert=ca.pem&sslcert=c.pem&sslkey=k.pem',
    'postgres:///faces?host=/run/postgresql&port=5433&user=me&application_name=hr&options=-c%20geqo%3Doff',
  ])('are taken where they are known: %s', (url) => {
    expect(postgresPlace(url)).toMatchObject({ url });
  });
});
