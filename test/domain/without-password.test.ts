import { expect, it } from 'vitest';
import { withoutPassword } from '../../src/domain/without-password.js';

it.each([
  ['postgres://user:secret@db/faces', 'postgres://user:...@db/faces'],
  ['postgres://user:s/e:c@r@et@db:x/faces', 'postgres://user:...@db:x/faces'],
  ['"postgres://:secret@db" is none', '"postgres://:...@db" is none'],
  ['postgres://db/faces?password=secret&a=b', 'postgres://db/faces?password=...&a=b'],
  ['postgres://db/faces?sslpassword=secret', 'postgres://db/faces?sslpassword=...'],
  ['postgres://user@db:5432/faces', 'postgres://user@db:5432/faces'],
  ['mail to anna@example.com at 10:30', 'mail to anna@example.com at 10:30'],
])('%s', (text, shown) => {
  expect(withoutPassword(text)).toBe(shown);
});
