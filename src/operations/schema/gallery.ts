import { z } from 'zod';
import type { DuplicateException } from '../../domain/duplicates.js';
import { USER_FIELDS, type UserField } from '../../domain/entry.js';
import type { CollectionRecord, FaceRecord, UserRecord, UserStatus } from '../../domain/gallery.js';
import { PROFILE_NAMES } from '../../domain/photo-profile.js';
import type { UserConsent } from '../../domain/review.js';
import { failureMembers } from './import.js';
import {
  anyObject,
  count,
  faceId,
  instant,
  line,
  membersOf,
  path,
  sha256,
  share,
  similarity,
  text,
  userId,
} from './members.js';

const faceMembers = membersOf<FaceRecord>()({
  faceId,
  userId,
  collection: text,
  slot: count.describe('1 for face_image_file1 of a CSV; from 1001 on added by --auto-enroll'),
  encoder: text,
  quality: share.nullable(),
  liveness: share.nullable().describe('0 to 1; null where it was not assessed'),
  fileName: text,
  photoDigest: sha256,
  metadata: anyObject,
  thumbnail: z.boolean().describe('whether the aligned face is kept'),
  createdAt: instant,
  updatedAt: instant,
});

export const face = line('face', faceMembers);

export const changedFace = line('face', {
  ...faceMembers,
  action: z.literal(['FACE_UPDATED', 'UNCHANGED']),
});

/** start_datetime is startDatetime. */
type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** Null where no CSV had the column, empty where the cell was. */
const field = text.nullable();

const fields = Object.fromEntries(
  USER_FIELDS.map((name) => [
    name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
    field,
  ]),
) as { [Field in UserField as CamelCase<Field>]: typeof field };

const userMembers = {
  collection: text,
  ...fields,
  fields: z.record(z.string(), z.string()).describe("the customer's other columns"),
  ...membersOf<Omit<UserRecord, 'known' | 'extra'>>()({
    userId,
    tags: z.array(text),
    faces: count.describe('templates of whatever encoder'),
    enrolledAt: instant.nullable(),
    createdAt: instant,
    updatedAt: instant,
  }),
};

export const user = line('user', userMembers);

export const shownUser = line('user', {
  ...userMembers,
  templates: z.array(face),
  profileImage: z.boolean(),
  mayLookLike: z.array(userId).describe('recorded exceptions'),
  consents: z
    .array(
      z.strictObject(
        membersOf<UserConsent>()({
          answer: z.literal(['yes', 'no']),
          at: instant,
          linkId: text,
          version: text.describe('of the text that was read'),
          language: text,
          textSha256: sha256,
        }),
      ),
    )
    .describe('what the user answered by links, the oldest first'),
});

export const changedUser = line('user', {
  ...userMembers,
  action: z.literal(['USER_CREATED', 'USER_UPDATED', 'UNCHANGED']),
});

export const renamedUser = line('user', {
  ...userMembers,
  action: z.literal('USER_RENAMED'),
  from: userId.describe('the user ID before'),
  dryRun: z.boolean(),
});

const statusMembers = membersOf<UserStatus>()({
  userId,
  exists: z.boolean().describe('false for a user whom only the audit knows'),
  available: z.boolean(),
  enrolledAt: instant.nullable(),
  templates: count,
  thumbnails: count,
  encoders: z.array(text),
  upgradeDue: z.boolean(),
  otherPack: text
    .nullable()
    .describe('the pack to name with --models, where the collection is of another encoder'),
  enrolledBefore: z.boolean(),
  tags: z.array(text),
  renamedTo: userId
    .nullable()
    .describe('the user ID that whoever had this one has now; null when nobody was renamed'),
});

export const status = line('status', { ...statusMembers, currentEncoder: text });

/** The line of `status --photo`. */
export const photoStatus = line('photoStatus', {
  file: path,
  enrolled: z.boolean().nullable().describe('null where the photo could not be searched for'),
  users: z.array(z.strictObject({ ...statusMembers, faceId, similarity })),
  threshold: similarity,
  fpir: share.nullable(),
  extrapolated: z.boolean().nullable(),
  measuredOn: text.nullable().describe('what the rate was measured on'),
  currentEncoder: text,
  failure: z.strictObject(failureMembers).nullable(),
});

/** The last line of a list. */
export const listSummary = line('summary', {
  total: count,
  page: count.nullable().describe('null where all pages were told'),
  pageSize: count.nullable(),
});

const collectionMembers = membersOf<CollectionRecord>()({
  name: text,
  users: count,
  templates: count,
  createdAt: instant,
});

export const collection = line('collection', collectionMembers);

export const createdCollection = line('collection', {
  ...collectionMembers,
  action: z.literal('COLLECTION_CREATED'),
});

const exceptionMembers = membersOf<DuplicateException>()({
  userId,
  otherUserId: userId,
  reason: text,
  createdAt: instant,
});

export const exception = line('exception', exceptionMembers);

export const changedException = line('exception', {
  ...exceptionMembers,
  action: z.literal(['DUPLICATE_ALLOWED', 'DUPLICATE_REVOKED', 'UNCHANGED']),
});

export const exportedTemplates = line('export', {
  file: path,
  templates: count,
  encrypted: z.boolean(),
  exitCode: z.literal(0),
});

export const exported = line('export', {
  file: path,
  users: count,
  photos: path.nullable().describe('folder of --photos'),
  profileImages: count.describe('written'),
  thumbnails: count.describe('written'),
  withoutPicture: count.describe('users with a face but without a picture'),
  profile: z.enum(PROFILE_NAMES).optional().describe('--profile'),
  originals: count.optional().describe('pictures made of original photos'),
  unfit: count.optional().describe('photos that could not be made to fit'),
  list: path.nullable().optional().describe('lists all pictures; null if the CSV went to stdout'),
  mixedMetadata: count.describe('users whose faces have different metadata, which is left out'),
  exceptionsLeftOut: count.describe('both user IDs have a semicolon'),
  exitCode: z.union([z.literal(0), z.literal(3)]).describe('3: some photos do not fit'),
});
