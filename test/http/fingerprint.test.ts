import fc from 'fast-check';
import type { FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { fingerprintOf } from '../../src/http/fingerprint.js';
import type { Form } from '../../src/http/uploads.js';

const NO_FORM: Form = { fields: new Map(), files: [] };

const of = (body: unknown, form: Form = NO_FORM) =>
  fingerprintOf(
    {
      ...{ method: 'POST', routeOptions: { url: '/users' }, params: {}, query: {}, body },
    } as unknown as FastifyRequest,
    form,
  );

/** The same value with the members of objects in the opposite order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, one]) => [name, turned(one)]);
  return Object.fromEntries(members.reverse());
}

test('JSON means the same in whatever order its members come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (body) => {
      expect(await of(turned(body))).toBe(await of(body));
    }),
  );
});

test('what is another value means something else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect((await of(a)) === (await of(b))).toBe(same);
    }),
  );
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, one]) => [name, sorted(one)]);
  return { members: members.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)) };
}

test('fields and files count by name and order, wherever they stand in the form', async () => {
  const file = (field: string, bytes: string) => ({ field, name: 'x', bytes: Buffer.from(bytes) });
  const form = (fields: [string, string[]][], files: [string, string][]): Form => ({
    fields: new Map(fields),
    files: files.map(([field, bytes]) => file(field, bytes)),
  });
  const one = await of(
    undefined,
    form(
      [
        ['a', ['1', '2']],
        ['b', ['3']],
      ],
      [
        ['i', 'x'],
        ['i', 'y'],
      ],
    ),
  );
  const same = await of(
    undefined,
    form(
      [
        ['b', ['3']],
        ['a', ['1', '2']],
      ],
      [
        ['i', 'x'],
        ['i', 'y'],
      ],
    ),
  );
  const fields = await of(
    undefined,
    form(
      [
        ['a', ['2', '1']],
        ['b', ['3']],
      ],
      [
        ['i', 'x'],
        ['i', 'y'],
      ],
    ),
  );
  const files = await of(
    undefined,
    form(
      [
        ['a', ['1', '2']],
        ['b', ['3']],
      ],
      [
        ['i', 'y'],
        ['i', 'x'],
      ],
    ),
  );
  expect(same).toBe(one);
  expect(new Set([one, fields, files]).size).toBe(3);
});
