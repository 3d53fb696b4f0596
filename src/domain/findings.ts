/**
 * Everything that `faceenroll check` can find wrong, with what to do. Each finding adds a sentence
 * that names the row or the file.
 */
export const FINDINGS = {
  DATABASE_DAMAGED: 'Restore the last good backup ("faceenroll restore"), and check the disk.',
  REFERENCE_BROKEN:
    'A row was removed by another program: restore a backup, or remove the row that refers to it.',
  JSON_INVALID: 'Another program wrote this value: correct it, or restore a backup.',
  USER_KEY_WRONG:
    'Another program changed the user ID: delete the user, and import the user again.',
  TEMPLATE_ALTERED:
    'A bit flipped on the disk, or another program wrote there: check the disk, delete the face ("faceenroll faces delete"), and import the photo of the user again.',
  TEMPLATE_UNREADABLE: "Delete the user's faces, and import the photo of the user again.",
  TEMPLATE_NOT_UNIT: "Delete the user's faces, and import the photo of the user again.",
  TEMPLATE_DIMENSIONS: "Delete the user's faces, and import the photo of the user again.",
  THUMBNAIL_ALTERED:
    'A bit flipped on the disk, or another program wrote there: check the disk. The template is still good, but another model pack cannot encode this face again: before an upgrade, delete the face ("faceenroll faces delete") and import the photo of the user again.',
  THUMBNAIL_UNUSABLE:
    'The template is still good, but another model pack cannot encode this face again: before an upgrade, delete the face ("faceenroll faces delete") and import the photo of the user again.',
  PROFILE_IMAGE_ALTERED:
    "A bit flipped on the disk, or another program wrote there: check the disk. Faces are still recognized; for a good picture delete the user's faces, and import the photo of the user again with --profile-image.",
  PROFILE_IMAGE_NOT_JPEG:
    "Delete the user's faces, and import the photo of the user again with --profile-image.",
  WAITING_PHOTO_UNUSABLE:
    'Deny the photo ("faceenroll review deny"): the person gets an e-mail with a new link.',
  CONSENT_TEXT_ALTERED:
    'Another program changed what people agreed to: restore a backup, or keep the true text elsewhere.',
  API_KEY_UNUSABLE:
    'Revoke the key ("faceenroll keys revoke"), and create another one for its client.',
  ANSWER_UNREADABLE: 'It is kept for a day and then forgotten; until then its request is refused.',
  KEYS_MISSING:
    'No face opens without them: put the newest copy there (made with "faceenroll backup --keys").',
  RUN_DEAD:
    'The process was killed. A server: start it again. An import: run the same command again or "faceenroll runs resume", which continues from its samples.',
  SAMPLES_LEFT:
    'Nobody needs these faces any more: the next import into the collection that finishes removes them.',
  WORK_LEFT: 'The next import removes it.',
  AUDIT_BROKEN:
    'Another program wrote to the database: "faceenroll audit verify" shows where; compare with a backup.',
  STILL_PUBLISHED:
    'Run "faceenroll templates publish" for the table that is named; for one that is gone, with --forget.',
  LOCK_LEFT: 'A process was killed: the next import takes the file over; it does no harm.',
  FILE_LEFT: 'A backup or a restore was killed: delete the file, since it holds faces.',
  FILE_OPEN_TO_OTHERS: 'It holds faces: allow it to its owner alone (chmod 600).',
} as const;

export type FindingCode = keyof typeof FINDINGS;

export interface Finding {
  readonly code: FindingCode;
  /** What is wrong with what, in one sentence without a full stop. */
  readonly message: string;
  readonly collection?: string;
  readonly userId?: string;
  readonly faceId?: string;
}
