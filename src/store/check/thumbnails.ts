import type { Finding } from '../../domain/findings.js';
import { printable, quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { thumbnailPlace } from '../secrets/place.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';
import { landmarksOf } from '../thumbnails.js';
import { jpegProblem } from './jpeg.js';

/** Five points of two float32 values. */
const LANDMARK_BYTES = 40;

interface StoredThumbnail {
  readonly faceId: string;
  readonly collection: string;
  readonly userId: string;
  readonly jpeg: Buffer;
  readonly landmarks: Buffer;
  /** Whether the template is of the same user. */
  readonly isOwners: 0 | 1;
}

/** Every thumbnail is a whole JPEG with five landmarks, and of the user whose the template is. */
export function* checkThumbnails(
  db: Connection,
  vault: Vault,
  now: RowsNow,
  onChecked: () => void,
): Generator<Finding> {
  const rows = db
    .prepare<[], StoredThumbnail>(
      `SELECT h.face_id AS faceId, h.collection, h.user_id AS userId, h.jpeg, h.landmarks,
              EXISTS (SELECT 1 FROM templates AS t
                      WHERE t.face_id = h.face_id AND t.collection = h.collection
                        AND t.user_id = h.user_id) AS isOwners
       FROM thumbnails AS h`,
    )
    .iterate();
  for (const row of rows) {
    onChecked();
    const told = problemOf(row, vault);
    if (told === undefined || !now.hasThumbnail(row)) continue;
    const { faceId, collection, userId } = row;
    const message = `the thumbnail of the template ${printable(faceId)} of ${quoted(userId)}: ${told}`;
    yield { code: 'THUMBNAIL_UNUSABLE', message, collection, userId, faceId };
  }
}

function problemOf(row: StoredThumbnail, vault: Vault): string | undefined {
  if (!row.isOwners) return 'the template is of another user';
  const problem = jpegProblem(vault.tryOpen(thumbnailPlace('jpeg', row), row.jpeg));
  if (problem !== undefined) return problem;
  const landmarks = vault.tryOpen(thumbnailPlace('landmarks', row), row.landmarks);
  if (!landmarks) return 'its landmarks do not open: they were altered or moved';
  if (landmarks.length !== LANDMARK_BYTES) return 'its landmarks are not five points';
  const points = landmarksOf(landmarks);
  const areNumbers = points.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  return areNumbers ? undefined : 'its landmarks are no numbers';
}
