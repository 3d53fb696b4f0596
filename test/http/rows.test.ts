import { expect, test } from 'vitest';
import { z } from 'zod';
import { checked } from '../../src/http/issues.js';
import type { Problem } from '../../src/http/problem.js';
import { byRow, offered, schemaOf } from '../../src/http/rows.js';
import { typed } from '../../src/http/texts.js';
import { IDENTIFY_OPTIONS, INSPECT_OPTIONS } from '../../src/operations/compare/options.js';
import { FACES_LIST_OPTIONS } from '../../src/operations/faces/options.js';
import { IMPORT_CSV_OPTIONS } from '../../src/operations/options/import.js';
import type { Rows } from '../../src/operations/options/row.js';
import { USERS_UPDATE_OPTIONS } from '../../src/operations/users/options.js';

const read = (rows: Rows, texts: Parameters<typeof typed>[1]) => {
  try {
    return byRow(rows, checked(schemaOf(rows), typed(rows, texts)));
  } catch (error) {
    return (error as Problem).message;
  }
};

test('texts of a query become the values that a command would make of them', () => {
  expect(
    read(FACES_LIST_OPTIONS, {
      ...{ external_id: '1001', quality_below: '0.5', enrolled_after: '2026-03-01T08:30Z' },
      ...{ where: 'Floor=3', tag: ['night', 'day'], sort: 'quality_score:desc' },
    }),
  ).toEqual({
    ...{ userId: '1001', qualityBelow: 0.5, enrolledAfter: '2026-03-01T08:30:00.000Z' },
    fields: [{ column: { kind: 'extra', heading: 'Floor' }, value: '3' }],
    ...{ tags: ['night', 'day'] },
    sort: { column: { kind: 'own', name: 'quality' }, descending: true },
  });
  expect(
    read(IDENTIFY_OPTIONS, { auto_enroll: 'True', check_liveness: 'False', top: '3' }),
  ).toEqual({
    ...{ autoEnroll: true, checkLiveness: 'off', top: 3 },
  });
});

test.each([
  [{ quality_below: 'much' }, 'quality_below must be a number'],
  [{ quality_below: '2' }, 'quality_below must be at most 1'],
  [{ qualty_below: '0.5' }, 'qualty_below is not one of: external_id, '],
  [{ enrolled_after: 'yesterday' }, 'enrolled_after must be a date or a time'],
  [{ where: 'Floor' }, 'where must be <field>=<value>'],
  [
    { sort: 'beauty' },
    'sort is not allowed: There is no column "beauty"; there are: face_id, external_id',
  ],
  [{ external_id: ['1', '2'] }, 'external_id comes several times'],
  [{ tag: [''] }, 'tag is not allowed: The tag ""'],
])('%o is refused, and named', (texts, message) => {
  expect(read(FACES_LIST_OPTIONS, texts)).toContain(message);
});

test('options that exclude each other are refused, but none for a default', () => {
  expect(read(IDENTIFY_OPTIONS, { similarity: '0.5', fpir: '0.01' })).toBe(
    'similarity cannot be named together with fpir',
  );
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
