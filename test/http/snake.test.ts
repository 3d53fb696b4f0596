import { expect, test } from 'vitest';
import { z } from 'zod';
import { memberName, withMemberNames, withNames } from '../../src/http/snake.js';
import { OUTPUTS } from '../../src/operations/schema/commands.js';

test('a member is called as the interface calls it', () => {
  const names = ['createdAt', 'userId', 'userIds', 'collection', 'quality', 'otherFaceId', 'slot'];
  expect(names.map(memberName)).toEqual([
    ...['created_at', 'external_id', 'external_ids', 'collection_id', 'quality_score'],
    ...['other_face_id', 'slot'],
  ]);
});

const SCHEMA = z.strictObject({
  event: z.literal('thing'),
  userId: z.string(),
  fields: z.record(z.string(), z.string()),
  byCode: z.record(z.string(), z.strictObject({ photoCount: z.int() })),
  newestFaces: z.array(z.strictObject({ faceId: z.string(), event: z.literal('face') })),
  autoEnroll: z
    .union([
      z.strictObject({ outcome: z.literal('createdAt'), faceId: z.string() }),
      z.strictObject({ outcome: z.literal('unchanged'), reasonGiven: z.string().optional() }),
    ])
    .nullable(),
  detail: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.string()]),
  exitCode: z.literal(0),
});

const VALUE = {
  ...{ event: 'thing', userId: '1001', fields: { userId: 'mine', event: 'party' } },
  byCode: { FACE_NOT_FOUND: { photoCount: 3 } },
  newestFaces: [{ faceId: 'f', event: 'face' }],
  autoEnroll: { outcome: 'unchanged', reasonGiven: 'x' },
  ...{ detail: { otherUserId: 'kept' }, exitCode: 0 },
};

test('members of ours get its names at every depth; what the customer named, and values, do not', () => {
  expect(withNames(SCHEMA, VALUE)).toEqual({
    ...{ external_id: '1001', fields: { userId: 'mine', event: 'party' } },
    by_code: { FACE_NOT_FOUND: { photo_count: 3 } },
    newest_faces: [{ face_id: 'f' }],
    auto_enroll: { outcome: 'unchanged', reason_given: 'x' },
    detail: { otherUserId: 'kept' },
  });
  expect(
    withNames(SCHEMA, { ...VALUE, autoEnroll: { outcome: 'createdAt', faceId: 'f' } }),
  ).toEqual(expect.objectContaining({ auto_enroll: { outcome: 'createdAt', face_id: 'f' } }));
});

test('the schema has the same names, and takes nothing else', () => {
  const told = withMemberNames(SCHEMA);
  const value = withNames(SCHEMA, VALUE) as object;
  expect(told.safeParse(value).success).toBe(true);
  expect(told.safeParse({ ...value, event: 'thing' }).success).toBe(false);
  expect(told.safeParse({ ...value, auto_enroll: null }).success).toBe(true);
  expect(
    told.safeParse({ ...value, auto_enroll: { outcome: 'created_at', face_id: 'f' } }).success,
  ).toBe(false);
});

test('no line of any command keeps a name in camel case', () => {
  const lines = Object.values(OUTPUTS).flatMap(({ lines }) => Object.values(lines));
  const named = lines.flatMap((line) => namesIn(z.toJSONSchema(withMemberNames(line))));
  expect(named.length).toBeGreaterThan(100);
  expect(named.filter((name) => /[A-Z]/.test(name) || name === 'event')).toEqual([]);
});

function namesIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, ...others } = schema as { readonly properties?: object };
  return [
    ...Object.keys(properties),
    ...[...Object.values(properties), ...Object.values(others)].flatMap(namesIn),
  ];
}
