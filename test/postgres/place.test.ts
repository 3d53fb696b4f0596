import { describe, expect, test } from 'vitest';
import { UsageError } from '../../src/domain/fatal-error.js';
import { addressOf } from '../../src/postgres/address.js';
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
  expect(postgresPlace(address, {})).toEqual({ url: address, shown });
});

test.each([
  ['postgres:///', { PGHOST: 'db.example.com', PGPORT: '5433' }, 'db.example.com:5433'],
  ['postgres://me@db/faces?host=other&port=6432', {}, 'other:6432/faces'],
  ['postgres://me@[2001:db8::1]:5433/faces', {}, '[2001:db8::1]:5433/faces'],
  ['postgres://me@%2Frun%2Fpg/faces', {}, '/run/pg/faces'],
  ['postgres://me@db/a%2Fb%20100%25%20%C3%A4', {}, 'db/a/b 100% ä'],
  ['postgres://me@db/100%', {}, 'db/100%'],
  ['postgres://me@db/a%1B%5B31m', {}, 'db/a\\u001b[31m'],
  ['  postgres://me@db/faces\n', {}, 'db/faces'],
])('%s is shown as what it leads to', (address, env, shown) => {
  expect(postgresPlace(address, env).shown).toBe(shown);
});

test('a user may be named without a host, as PostgreSQL has it', () => {
  const { url } = postgresPlace('postgresql://m%20e@/faces?host=/run/postgresql&port=5433');
  expect(addressOf(new URL(url), {})).toMatchObject({
    ...{ user: 'm e', host: '/run/postgresql', port: '5433', database: 'faces' },
  });
  const secret = () => postgresPlace(`postgresql://me:${SECRET}@/faces`);
  expect(secret).toThrow(/holds a password/);
  expect(secret).not.toThrow(SECRET);
});

test.each([
  ['postgres://me@a,b/faces', {}],
  ['postgres://me@a:5432,b:5433/faces', {}],
  ['postgres:///faces?host=a,b', {}],
  ['postgres://me@/faces?host=a,b', {}],
  ['postgres:///faces', { PGHOST: 'a,b' }],
])('an address with several hosts is refused: %s', (address, env) => {
  expect(() => postgresPlace(address, env)).toThrow(/names several hosts: name one/);
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
