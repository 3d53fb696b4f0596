import type { AuditAction } from './audit.js';

/** What each action means; also printed in the help topic "audit". */
export const AUDIT_ACTIONS: Readonly<Record<AuditAction, string>> = {
  USER_CREATED: 'a user was made',
  USER_UPDATED: 'the data of a user were replaced by those of a row',
  USER_RENAMED:
    'a user has another user ID from here on (`from` and `to` in `detail`); earlier rows keep the former one',
  NEW_TEMPLATE_CREATED: 'the first template of a user',
  TEMPLATE_UPDATED: 'one more template of a user',
  TEMPLATE_REPLACED: 'a template took the place of another one (`replaces` in `detail`)',
  TEMPLATE_DELETED:
    'a template was deleted (`reason` in `detail`: IDENTITY_CHANGED when the user ID has a new owner)',
  PROFILE_IMAGE_DELETED: 'a profile image was deleted (`reason` in `detail`)',
  USER_DELETED: 'a user was deleted with all that was stored of them (`reason` in `detail`)',
  PROFILE_IMAGE_SET: 'a photo became the profile image of a user',
  DUPLICATE_ALLOWED: 'two users may look alike (`otherUserId` and `reason` in `detail`)',
  DUPLICATE_REVOKED: 'that was taken back',
  FACE_UPDATED: 'the metadata of a template were changed (their names in `detail`)',
  COLLECTION_CREATED: 'a collection was made',
  COLLECTION_DELETED:
    'a collection was deleted with its users (how many `users` and `templates` in `detail`)',
  RESTORED: 'the database was replaced by a backup (the users that came back are in `detail`)',
  THRESHOLDS_SET: 'what similarities mean in a collection, by `calibrate --store`',
  THRESHOLDS_REMOVED: 'that was forgotten, by `calibrate --forget`',
  TEMPLATE_UPGRADED:
    'a template was encoded again by another encoder (`from` and `to` in `detail`)',
  TEMPLATE_ROLLED_BACK:
    'a template went back to the previous encoder (`from` and `to` in `detail`)',
  UPGRADE_COMMITTED:
    'what was kept for a rollback was deleted (how many `templates`, and the `encoder` that stays, in `detail`)',
  KEY_CREATED: 'an API key was made (its ID is `key`, with `name`, `scopes` and `collections`)',
  KEY_REVOKED: 'an API key was revoked (the same in `detail`)',
  KEY_USED:
    'what was asked of the server with an API key (`key`), counted by what was done (`counts`)',
  LINK_CREATED: 'a link was made for somebody to pass on (its ID is `link`)',
  LINK_SENT:
    "an e-mail with a link was taken by the mail server (`mail`, `link`, `kind`, and the server's `reply`)",
  LINK_DEFERRED:
    'the mail server did not take such an e-mail for now, and it is tried again (`detail` as above)',
  LINK_FAILED:
    'such an e-mail failed (`reason`: REFUSED by the mail server; GAVE_UP after ten tries; UNKNOWN, as the process ended while it was handed over; NO_ADDRESS, as the person who asked for a new link has no address on record)',
  LINK_EXPIRED: 'a link was not used in time, or its attempts were used up (`reason` in `detail`)',
  LINK_REVOKED:
    'a link was revoked (`reason`: NAMED; REPLACED by a new one; NOT_SENT, as its e-mail was refused or there is no address; FACES_DELETED, with the last face of the user; RESTORED, as a backup replaced the database)',
  LINK_USED: 'a link was used: a face was enrolled, or a photo waits for review',
  NOTICE_SENT: 'an e-mail without a link was taken by the mail server (as for LINK_SENT)',
  NOTICE_DEFERRED: 'the same was deferred (as for LINK_DEFERRED)',
  NOTICE_FAILED: 'the same failed (as for LINK_FAILED)',
  ENROLLED_BY_LINK:
    'a person enrolled by a link (`link`), after agreeing to a text (`version`, `language`, `textSha256`)',
  CONSENT_REFUSED: 'a person said no (`detail` as above)',
  REVIEW_REQUESTED:
    'a photo waits for an operator (`submission`, `link`, `reasons` as codes; `replaces`, an earlier one of the user, which was deleted)',
  REVIEW_EDITED: 'an operator cropped or turned such a photo',
  REVIEW_APPROVED: 'an operator approved such a photo (`submission`)',
  REVIEW_DENIED: 'an operator denied such a photo (`submission`, `reason`)',
  WAITING_PHOTO_DELETED:
    'such a photo was deleted with the faces of its user, or with the user (`submission`, `reason`)',
  TEMPLATES_PUBLISHED:
    'a table of PostgreSQL was made the same as the collection (`table`, `at`; how many faces were `added`, `changed` and `removed` there, and are there now, `faces`)',
  PUBLISHED_DELETED:
    'faces that were deleted here were deleted in such a table as well (`table`, `at`, `faces`)',
  PUBLICATION_ENDED:
    'a collection is published to such a table no longer (`table`, `at`; `faces`, how many were deleted there; null where it was only forgotten here)',
};
