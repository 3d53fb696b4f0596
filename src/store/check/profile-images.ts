import type { Finding } from '../../domain/findings.js';
import { quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { profileImagePlace } from '../secrets/place.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';
import { jpegProblem } from './jpeg.js';

/** Every profile image begins and ends as a JPEG does. */
export function* checkProfileImages(
  db: Connection,
  vault: Vault,
  now: RowsNow,
  onChecked: () => void,
): Generator<Finding> {
  const rows = db
    .prepare<[], { collection: string; userId: string; jpeg: Buffer }>(
      'SELECT collection, user_id AS userId, jpeg FROM profile_images',
    )
    .iterate();
  for (const { collection, userId, jpeg } of rows) {
    onChecked();
    const told = jpegProblem(vault.tryOpen(profileImagePlace({ collection, userId }), jpeg));
    if (told === undefined || !now.hasProfileImage({ collection, userId, jpeg })) continue;
    const message = `the profile image of ${quoted(userId)}: ${told}`;
    yield { code: 'PROFILE_IMAGE_NOT_JPEG', message, collection, userId };
  }
}
