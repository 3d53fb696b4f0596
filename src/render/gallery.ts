import { USER_FIELDS } from '../domain/entry.js';
import {
  FACE_COLUMNS,
  type FaceColumn,
  type FaceRecord,
  type ListColumn,
  type UserRecord,
} from '../domain/gallery.js';
import type { UserConsent } from '../domain/review.js';
import { TAG_SEPARATOR } from '../domain/tag.js';
import { excerpt, printable } from '../domain/text.js';

/** A user as an object for programs. */
export function userEvent(collection: string, user: UserRecord): object {
  const known = USER_FIELDS.map((field) => [camelCase(field), user.known[field]]);
  return {
    event: 'user',
    collection,
    userId: user.userId,
    ...Object.fromEntries(known),
    fields: user.extra,
    tags: user.tags,
    faces: user.faces,
    enrolledAt: user.enrolledAt,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
  };
}

/** start_datetime becomes startDatetime. */
function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A face as an object for programs. */
export function faceEvent(face: FaceRecord): object {
  const { faceId, userId, collection, ...others } = face;
  return { event: 'face', faceId, userId, collection, ...others };
}

/** The heading of a column. */
export function headingOf(column: ListColumn): string {
  if (column.kind === 'own') return column.name;
  return column.kind === 'known' ? column.field : column.heading;
}

/** The value of a column for a user, '' for none. */
export function userCell(user: UserRecord, column: ListColumn): string {
  if (column.kind === 'known') return user.known[column.field] ?? '';
  if (column.kind === 'extra') {
    return Object.hasOwn(user.extra, column.heading) ? String(user.extra[column.heading]) : '';
  }
  switch (column.name) {
    case 'user_id':
      return user.userId;
    case 'tags':
      return user.tags.join(TAG_SEPARATOR);
    case 'faces':
      return String(user.faces);
    case 'enrolled_at':
      return user.enrolledAt ?? '';
    case 'created_at':
      return user.createdAt;
    default:
      return user.updatedAt;
  }
}

const FACE_CELLS: Readonly<Record<FaceColumn, (face: FaceRecord) => string>> = {
  face_id: ({ faceId }) => faceId,
  user_id: ({ userId }) => userId,
  collection: ({ collection }) => collection,
  slot: ({ slot }) => String(slot),
  encoder: ({ encoder }) => encoder,
  quality: ({ quality }) => numberText(quality),
  liveness: ({ liveness }) => numberText(liveness),
  file_name: ({ fileName }) => fileName,
  photo_digest: ({ photoDigest }) => photoDigest,
  metadata: ({ metadata }) => JSON.stringify(metadata),
  thumbnail: ({ thumbnail }) => (thumbnail ? 'yes' : 'no'),
  created_at: ({ createdAt }) => createdAt,
  updated_at: ({ updatedAt }) => updatedAt,
};

/** The value of a column for a face, '' for none. */
export function faceCell(face: FaceRecord, column: ListColumn): string {
  const name = FACE_COLUMNS.find((one) => column.kind === 'own' && one === column.name);
  return name === undefined ? '' : FACE_CELLS[name](face);
}

function numberText(value: number | null): string {
  return value === null ? '' : String(value);
}

/** A cell for a person: days instead of instants, three decimals. */
export function shortened(cell: string, column: ListColumn): string {
  if (column.kind !== 'own' || cell === '') return cell;
  if (column.name.endsWith('_at')) return cell.slice(0, 10);
  return /^(quality|liveness)$/.test(column.name) ? Number(cell).toFixed(3) : cell;
}

/** One user for a person, line by line. */
export function* userText(
  user: UserRecord,
  faces: readonly FaceRecord[],
  about: {
    readonly profileImage: boolean;
    readonly mayLookLike: readonly string[];
    readonly consents: readonly UserConsent[];
  },
): Generator<string> {
  const known = USER_FIELDS.flatMap((field) => {
    const value = user.known[field];
    return value === null ? [] : [[field, value] as const];
  });
  yield* pairs([
    ['user_id', user.userId],
    ...known,
    ...Object.entries(user.extra),
    ...(user.tags.length > 0 ? [['tags', user.tags.join('; ')] as const] : []),
    ['profile image', about.profileImage ? 'yes' : 'no'],
    ...(about.mayLookLike.length > 0
      ? [['may look like', about.mayLookLike.join(', ')] as const]
      : []),
    ...about.consents.map((consent) => ['consent', consentText(consent)] as const),
    ['created', user.createdAt],
    ['updated', user.updatedAt],
    ['faces', String(faces.length)],
  ]);
  for (const face of faces) {
    yield '';
    yield* faceText(face);
  }
}

function consentText({ answer, at, version, language, linkId }: UserConsent): string {
  return `${answer}, ${at}, to version ${version} (${language}), link ${linkId}`;
}

/** One face for a person, line by line. */
export function faceText(face: FaceRecord): readonly string[] {
  return pairs(
    FACE_COLUMNS.map((name) => [name, FACE_CELLS[name](face) || 'not assessed'] as const),
  );
}

/** A column of the customer's own may contain a photo in base64; --json has all of it. */
const LONGEST = 500;

function pairs(lines: readonly (readonly [name: string, value: string])[]): readonly string[] {
  const width = Math.max(...lines.map(([name]) => Math.min(printable(name).length, 20)));
  return lines.map(([name, value]) =>
    `${excerpt(name).padEnd(width)}  ${excerpt(value, LONGEST)}`.trimEnd(),
  );
}
