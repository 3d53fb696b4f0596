import type { Finding } from '../../domain/findings.js';
import { quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { isAsStored } from '../digests.js';
import { profileImagePlace } from '../secrets/place.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';
import { NOT_AS_STORED } from './altered.js';
import { jpegProblem } from './jpeg.js';

interface ProfileImage {
  readonly collection: string;
  readonly userId: string;
  readonly jpeg: Buffer;
  readonly digest: string | null;
}

/**
 * Checks that every profile image has its recorded digest and, given a vault, that it opens and
 * begins and ends like a JPEG.
 */
export function* checkProfileImages(
  db: Connection,
  vault: Vault | undefined,
  now: RowsNow,
  onChecked: () => void,
): Generator<Finding> {
  const rows = db
    .prepare<[], ProfileImage>(
      `SELECT collection, user_id AS userId, jpeg, jpeg_sha256 AS digest
       FROM profile_images LEFT JOIN profile_image_digests USING (collection, user_id)`,
    )
    .iterate();
  for (const { collection, userId, jpeg, digest } of rows) {
    onChecked();
    const place = profileImagePlace({ collection, userId });
    const unusable = vault && jpegProblem(vault.tryOpen(place, jpeg));
    const problem = unusable ?? (isAsStored(jpeg, digest) ? undefined : NOT_AS_STORED);
    if (problem === undefined || !now.hasProfileImage({ collection, userId, jpeg })) continue;
    const code = unusable === undefined ? 'PROFILE_IMAGE_ALTERED' : 'PROFILE_IMAGE_NOT_JPEG';
    const message = `the profile image of ${quoted(userId)}: ${problem}`;
    yield { code, message, collection, userId };
  }
}
