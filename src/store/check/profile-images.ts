import type { Finding } from '../../domain/findings.js';
import { SNIFF_BYTES, sniff } from '../../domain/photo-format.js';
import { quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { profileImagePlace } from '../secrets/place.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';

/** What a whole JPEG ends with (ISO/IEC 10918-1, annex B: the marker EOI). */
const END_OF_IMAGE = 'ffd9';

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
    const told = problemOf(vault.tryOpen(profileImagePlace({ collection, userId }), jpeg));
    if (told === undefined || !now.hasProfileImage({ collection, userId, jpeg })) continue;
    const message = `the profile image of ${quoted(userId)}: ${told}`;
    yield { code: 'PROFILE_IMAGE_NOT_JPEG', message, collection, userId };
  }
}

function problemOf(jpeg: Buffer | undefined): string | undefined {
  if (!jpeg) return 'it does not open: it was altered or moved, or its data key is gone';
  if (sniff(jpeg.subarray(0, SNIFF_BYTES)).photo !== 'jpeg') return 'it is not a JPEG';
  return jpeg.subarray(-2).toString('hex') === END_OF_IMAGE ? undefined : 'its end is missing';
}
