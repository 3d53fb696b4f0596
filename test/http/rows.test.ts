import { expect, test } from 'vitest';
import { z } from 'zod';
import { byRow, offered, schemaOf, typed } from '../../src/http/rows.js';
import { IDENTIFY_OPTIONS, INSPECT_OPTIONS } from '../../src/operations/compare/options.js';
import { FACES_LIST_OPTIONS } from '../../src/operations/faces/options.js';
import { IMPORT_CSV_OPTIONS } from '../../src/operations/options/import.js';
import type { Rows } from '../../src/operations/options/row.js';
import { USERS_UPDATE_OPTIONS } from '../../src/operations/users/options.js';

const read = (rows: Rows, texts: Parameters<typeof typed>[1]) => {
  const { data, error } = schemaOf(rows).safeParse(typed(rows, texts));
  if (error) return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return byRow(rows, data);
};

test('texts of a query become the values that a command would make of them', () => {
  expect(
    read(FACES_LIST_OPTIONS, {
      ...{ external_id: '1001', quality_below: '0.5', enrolled_after: '2026-03-01T08:30Z' },
      ...{ fields: 'Floor=3', tags: ['night', 'day'], sort: 'quality:desc' },
    }),
  ).toEqual({
    ...{ userId: '1001', qualityBelow: 0.5, enrolledAfter: '2026-03-01T08:30:00.000Z' },
    fields: [{ column: { kind: 'extra', heading: 'Floor' }, value: '3' }],
    ...{ tags: ['night', 'day'] },
    sort: { column: { kind: 'own', name: 'quality' }, descending: true },
  });
  expect(read(IDENTIFY_OPTIONS, { auto_enroll: 'true', top: '3' })).toEqual({
    ...{ autoEnroll: true, top: 3 },
  });
});

test.each([
  [{ quality_below: 'much' }, 'quality_below: Invalid input: expected number'],
  [{ quality_below: '2' }, 'quality_below: Too big'],
  [{ qualty_below: '0.5' }, ': Unrecognized key: "qualty_below"'],
  [{ enrolled_after: 'yesterday' }, 'enrolled_after: It must be a date or a time'],
  [{ fields: 'Floor' }, 'fields: It must be <field>=<value>'],
  [{ sort: 'beauty' }, 'sort: There is no column "beauty"'],
  [{ external_id: ['1', '2'] }, 'external_id: Invalid input: expected string'],
  [{ tags: [''] }, 'tags: The tag ""'],
])('%o is refused, and named', (texts, message) => {
  expect(read(FACES_LIST_OPTIONS, texts)).toEqual([expect.stringContaining(message)]);
});

test('options that exclude each other are refused, but none for a default', () => {
  expect(read(IDENTIFY_OPTIONS, { similarity: '0.5', fpir: '0.01' })).toEqual([
    'similarity: cannot be named together with fpir',
  ]);
  expect(read(IDENTIFY_OPTIONS, { similarity: '0.5' })).toEqual({ similarity: 0.5 });
});

test('columns of the customer come as members of an object', () => {
  const { data } = schemaOf(USERS_UPDATE_OPTIONS).safeParse({
    ...{ name: 'Ann', set: { Floor: '3', 'a=b': 'c', email: 'ann@example.com' }, tag: ['x'] },
  });
  expect(byRow(USERS_UPDATE_OPTIONS, data ?? {})).toEqual({
    name: 'Ann',
    set: [
      { column: { kind: 'extra', heading: 'Floor' }, value: '3' },
      { column: { kind: 'extra', heading: 'a=b' }, value: 'c' },
      { column: { kind: 'known', field: 'email' }, value: 'ann@example.com' },
    ],
    tag: ['x'],
  });
});

test('nothing is offered that names a file of the server, or how the server was started', () => {
  const names = Object.keys({ ...offered(IMPORT_CSV_OPTIONS), ...offered(INSPECT_OPTIONS) });
  expect(names).toContain('ifUserExists');
  for (const name of ['errors', 'images', 'annotate', 'workers', 'maxMemory', 'models']) {
    expect(names).not.toContain(name);
  }
});

test('the description tells types, ranges, choices and defaults, and no option of a command', () => {
  const { properties } = z.toJSONSchema(schemaOf(offered(IDENTIFY_OPTIONS)), { io: 'input' });
  expect(properties).toMatchObject({
    top: { type: 'integer', minimum: 1, maximum: 1000, default: 5 },
    auto_enroll: { type: 'boolean' },
    multiple_faces: { enum: ['refuse', 'dominant', 'largest'], default: 'dominant' },
  });
  expect(JSON.stringify(properties)).not.toContain('--');
});
