import type { Finding, FindingCode } from '../../domain/findings.js';
import { printable, quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { thumbnailPlace } from '../secrets/place.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';
import { landmarksOf, type StoredThumbnail, thumbnailIsAsStored } from '../thumbnails.js';
import { NOT_AS_STORED } from './altered.js';
import { jpegProblem } from './jpeg.js';

/** Five points of two float32 values. */
const LANDMARK_BYTES = 40;

interface ThumbnailRow extends StoredThumbnail {
  readonly faceId: string;
  readonly collection: string;
  readonly userId: string;
  /** Whether the template belongs to the same user. */
  readonly isOwners: 0 | 1;
}

/**
 * Checks that every thumbnail has its recorded digest and belongs to its template's user and, given
 * a vault, that it opens as a complete JPEG with five landmarks.
 */
export function* checkThumbnails(
  db: Connection,
  vault: Vault | undefined,
  now: RowsNow,
  onChecked: () => void,
): Generator<Finding> {
  const rows = db
    .prepare<[], ThumbnailRow>(
      `SELECT h.face_id AS faceId, h.collection, h.user_id AS userId, h.jpeg, h.landmarks,
              d.jpeg_sha256 AS jpegDigest, d.landmarks_sha256 AS landmarksDigest,
              EXISTS (SELECT 1 FROM templates AS t
                      WHERE t.face_id = h.face_id AND t.collection = h.collection
                        AND t.user_id = h.user_id) AS isOwners
       FROM thumbnails AS h LEFT JOIN thumbnail_digests AS d USING (face_id)`,
    )
    .iterate();
  for (const row of rows) {
    onChecked();
    const problem = problemOf(row, vault);
    if (problem === undefined || !now.hasThumbnail(row)) continue;
    const [code, why] = problem;
    const { faceId, collection, userId } = row;
    const message = `the thumbnail of the template ${printable(faceId)} of ${quoted(userId)}: ${why}`;
    yield { code, message, collection, userId, faceId };
  }
}

function problemOf(
  row: ThumbnailRow,
  vault: Vault | undefined,
): [code: FindingCode, why: string] | undefined {
  const unusable = row.isOwners
    ? vault && whyUnusable(row, vault)
    : 'the template is of another user';
  if (unusable !== undefined) return ['THUMBNAIL_UNUSABLE', unusable];
  return thumbnailIsAsStored(row) ? undefined : ['THUMBNAIL_ALTERED', NOT_AS_STORED];
}

function whyUnusable(row: ThumbnailRow, vault: Vault): string | undefined {
  const problem = jpegProblem(vault.tryOpen(thumbnailPlace('jpeg', row), row.jpeg));
  if (problem !== undefined) return problem;
  const landmarks = vault.tryOpen(thumbnailPlace('landmarks', row), row.landmarks);
  if (!landmarks) return 'its landmarks do not open: they were altered or moved';
  if (landmarks.length !== LANDMARK_BYTES) return 'its landmarks are not five points';
  const points = landmarksOf(landmarks);
  const areNumbers = points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return areNumbers ? undefined : 'its landmarks are not numbers';
}
