import type { Finding } from '../../domain/findings.js';
import { SNIFF_BYTES, sniff } from '../../domain/photo-format.js';
import { quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { submissionPlace } from '../secrets/place.js';
import type { RowsNow } from '../secrets/rows-now.js';
import type { Vault } from '../secrets/vault.js';

interface Waiting {
  readonly submissionId: string;
  readonly collection: string;
  readonly userId: string;
  readonly photo: Buffer;
  readonly edited: Buffer | null;
}

/** Checks, given a vault, that every photo that waits for review opens and begins like one. */
export function* checkWaitingPhotos(
  db: Connection,
  vault: Vault | undefined,
  now: RowsNow,
  onChecked: () => void,
): Generator<Finding> {
  const rows = db
    .prepare<[], Waiting>(
      `SELECT submission_id AS submissionId, collection, user_id AS userId, photo, edited
       FROM submissions WHERE state = 'waiting' AND photo IS NOT NULL`,
    )
    .iterate();
  for (const row of rows) {
    onChecked();
    if (!vault) continue;
    const { collection, userId, photo, edited } = row;
    for (const [column, stored] of [
      ['photo', photo],
      ['edited', edited],
    ] as const) {
      const problem = stored && problemOf(vault.tryOpen(submissionPlace(column, row), stored));
      if (!problem || !now.hasWaitingPhoto({ ...row, stored }, column)) continue;
      const what = column === 'photo' ? 'the photo' : 'the cropped photo';
      const message = `${what} of ${quoted(userId)} that waits for review: ${problem}`;
      yield { code: 'WAITING_PHOTO_UNUSABLE', message, collection, userId };
    }
  }
}

function problemOf(photo: Buffer | undefined): string | undefined {
  if (!photo) return 'it does not open: it was altered or moved, or its data key is gone';
  const { photo: format } = sniff(photo.subarray(0, SNIFF_BYTES));
  return format === undefined ? 'it is neither a JPEG nor a PNG' : undefined;
}
