import { expect, test } from 'vitest';
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
