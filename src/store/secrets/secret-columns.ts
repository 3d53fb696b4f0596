import { sha256 } from '../../system/sha256.js';
import type { Connection } from '../database.js';
import {
  answerPlace,
  type Place,
  profileImagePlace,
  samplePlace,
  signingSecretPlace,
  submissionPlace,
  templatePlace,
  thumbnailPlace,
} from './place.js';

export interface StoredSecret {
  readonly row: number;
  readonly place: Place;
  readonly stored: Buffer;
  /** Of the template, also for its thumbnail. */
  readonly faceId?: string;
}

export interface SecretColumn {
  readonly kind:
    | 'template'
    | 'thumbnail'
    | 'profile image'
    | 'sample'
    | 'waiting photo'
    | 'signing secret'
    | 'answer';
  readonly table: string;
  readonly column: string;
  /** The columns that make up the place of a secret. */
  readonly ids: string;
  readonly place: (ids: never) => Place;
  /** SQL condition for the rows of a user; undefined where a secret has no user yet. */
  readonly ofUser?: string;
  /** Where the digest is recorded, and the columns of both tables that identify the row. */
  readonly digest?: { readonly table: string; readonly column: string; readonly ids: string };
  /** Accompanies another secret of the same row, and is not counted. */
  readonly isPart?: true;
  /** Rows read at a time, where they are larger than others. */
  readonly page?: number;
}

/** Photos of at most 10 MB, as they were sent, that are read at a time. */
const PHOTOS_AT_A_TIME = 2;

export const OF_USER = 'collection = @collection AND user_id = @userId';

/** Through the templates: the tables that accompany them have no index by user. */
export const OF_FACES_OF_USER = `face_id IN (SELECT face_id FROM templates WHERE ${OF_USER})`;

const TEMPLATE_DIGEST = {
  table: 'template_digests',
  column: 'embedding_sha256',
  ids: 'face_id, encoder',
};

/** Every column that holds secrets; a new one must be added here to be encrypted and checked. */
export const SECRET_COLUMNS: readonly SecretColumn[] = [
  {
    ...{ kind: 'template', table: 'templates', column: 'embedding' },
    ids: 'collection, user_id AS userId, face_id AS faceId, encoder',
    place: templatePlace,
    ofUser: OF_USER,
    digest: TEMPLATE_DIGEST,
  },
  {
    // The place is that of the template: a switch moves the bytes unchanged.
    ...{ kind: 'template', table: 'template_versions', column: 'embedding', isPart: true },
    ids: 'collection, user_id AS userId, face_id AS faceId, encoder',
    place: templatePlace,
    ofUser: OF_FACES_OF_USER,
    digest: TEMPLATE_DIGEST,
  },
  {
    ...{ kind: 'thumbnail', table: 'thumbnails', column: 'jpeg' },
    ids: 'collection, user_id AS userId, face_id AS faceId',
    place: (ids) => thumbnailPlace('jpeg', ids),
    ofUser: OF_FACES_OF_USER,
    digest: { table: 'thumbnail_digests', column: 'jpeg_sha256', ids: 'face_id' },
  },
  {
    ...{ kind: 'thumbnail', table: 'thumbnails', column: 'landmarks', isPart: true },
    ids: 'collection, user_id AS userId, face_id AS faceId',
    place: (ids) => thumbnailPlace('landmarks', ids),
    ofUser: OF_FACES_OF_USER,
    digest: { table: 'thumbnail_digests', column: 'landmarks_sha256', ids: 'face_id' },
  },
  {
    ...{ kind: 'profile image', table: 'profile_images', column: 'jpeg' },
    ids: 'collection, user_id AS userId',
    place: profileImagePlace,
    ofUser: OF_USER,
    digest: { table: 'profile_image_digests', column: 'jpeg_sha256', ids: 'collection, user_id' },
  },
  {
    ...{ kind: 'sample', table: 'samples', column: 'embedding' },
    ids: 'collection, extractor, path',
    place: (ids) => samplePlace('embedding', ids),
  },
  {
    ...{ kind: 'sample', table: 'samples', column: 'profile_image', isPart: true },
    ids: 'collection, extractor, path',
    place: (ids) => samplePlace('profile_image', ids),
  },
  {
    ...{ kind: 'sample', table: 'samples', column: 'thumbnail', isPart: true },
    ids: 'collection, extractor, path',
    place: (ids) => samplePlace('thumbnail', ids),
  },
  {
    ...{ kind: 'sample', table: 'samples', column: 'thumbnail_landmarks', isPart: true },
    ids: 'collection, extractor, path',
    place: (ids) => samplePlace('thumbnail_landmarks', ids),
  },
  {
    ...{ kind: 'waiting photo', table: 'submissions', column: 'photo', page: PHOTOS_AT_A_TIME },
    ids: 'collection, user_id AS userId, submission_id AS submissionId',
    place: (ids) => submissionPlace('photo', ids),
    ofUser: OF_USER,
  },
  {
    ...{ kind: 'waiting photo', table: 'submissions', column: 'edited', page: PHOTOS_AT_A_TIME },
    ids: 'collection, user_id AS userId, submission_id AS submissionId',
    place: (ids) => submissionPlace('edited', ids),
    ofUser: OF_USER,
    isPart: true,
  },
  {
    ...{ kind: 'signing secret', table: 'api_keys', column: 'signing_secret' },
    ids: 'key_id AS keyId',
    place: signingSecretPlace,
  },
  {
    // Not the user's to be sealed anew: a rename forgets it.
    ...{ kind: 'answer', table: 'http_answers', column: 'body' },
    ids: 'key_id AS keyId, idempotency_key AS idempotencyKey, collection, user_id AS userId',
    place: answerPlace,
  },
];

/** A count of secrets by kind, to begin with. */
export function noSecrets(): Record<SecretColumn['kind'], number> {
  const ofPhotos = { template: 0, thumbnail: 0, 'profile image': 0, sample: 0 };
  return { ...ofPhotos, 'waiting photo': 0, 'signing secret': 0, answer: 0 };
}

/** Secrets read at a time: some 10 MB of images. */
const PAGE = 200;

/** All secrets of a column, in the order of their rows, which may be changed meanwhile. */
export function* secretsIn(db: Connection, secret: SecretColumn): Generator<StoredSecret> {
  const { table, column, ids, place, page: limit = PAGE } = secret;
  const page = db.prepare<[number, number], { row: number; stored: Buffer; faceId?: string }>(
    `SELECT rowid AS row, ${column} AS stored, ${ids} FROM main.${table}
     WHERE rowid > ? AND ${column} IS NOT NULL ORDER BY rowid LIMIT ?`,
  );
  for (let last = 0; ; ) {
    const rows = page.all(last, limit);
    if (rows.length === 0) return;
    last = rows.at(-1)?.row ?? last;
    for (const { row, stored, ...own } of rows) {
      const found = { row, stored, place: place(own as never) };
      yield own.faceId === undefined ? found : { ...found, faceId: own.faceId };
    }
  }
}

/** Replaces a secret with a sealed one, and records its digest. */
export type SecretUpdate = (row: number, sealed: Uint8Array) => void;

/** Prepares to replace secrets of a column. */
export function secretUpdate(
  db: Connection,
  { table, column, digest }: SecretColumn,
): SecretUpdate {
  const replace = db.prepare(`UPDATE main.${table} SET ${column} = ? WHERE rowid = ?`);
  const note =
    digest &&
    db.prepare(
      `UPDATE main.${digest.table} SET ${digest.column} = ?
       WHERE (${digest.ids}) = (SELECT ${digest.ids} FROM main.${table} WHERE rowid = ?)`,
    );
  return (row, sealed) => {
    replace.run(sealed, row);
    note?.run(sha256(sealed), row);
  };
}
