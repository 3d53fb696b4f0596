import type { Finding } from '../../domain/findings.js';
import { SNIFF_BYTES, sniff } from '../../domain/photo-format.js';
import { quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';

/** What a whole JPEG ends with (ISO/IEC 10918-1, annex B: the marker EOI). */
const END_OF_IMAGE = 'ffd9';

/** Every profile image begins and ends as a JPEG does. */
export function* checkProfileImages(db: Connection, onChecked: () => void): Generator<Finding> {
  const rows = db
    .prepare<[], { collection: string; userId: string; head: Buffer; tail: Buffer }>(
      `SELECT collection, user_id AS userId,
              substr(jpeg, 1, ${SNIFF_BYTES}) AS head, substr(jpeg, -2) AS tail
       FROM profile_images`,
    )
    .iterate();
  for (const { collection, userId, head, tail } of rows) {
    onChecked();
    const sniffed = sniff(head);
    const isJpeg = sniffed.photo === 'jpeg';
    if (isJpeg && tail.toString('hex') === END_OF_IMAGE) continue;
    const told = isJpeg ? 'its end is missing' : 'it is not a JPEG';
    const message = `the profile image of ${quoted(userId)}: ${told}`;
    yield { code: 'PROFILE_IMAGE_NOT_JPEG', message, collection, userId };
  }
}
