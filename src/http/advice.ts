import { FAILURES, type Failure } from '../domain/failures.js';
import { asFields } from './snake.js';

/** Advice for callers, where that of the table is for whoever has the files and the command line. */
const ADVICE: Partial<Record<Failure['code'], string>> = {
  USER_ID_MISSING: 'Send the external_id; in a CSV, fill in the user ID.',
  USER_NOT_FOUND: 'Correct the user ID, add the user first, or let missing_users be create.',
  FILE_NOT_FOUND: 'Correct the file name, or send the photo with the CSV, in images[].',
  FILE_OUTSIDE_DIRECTORY: 'Name the photo without folders, and send it with the CSV, in images[].',
  FILE_UNREADABLE: 'Send the photo again.',
  FILE_EMPTY: 'Send the whole photo.',
  UNSUPPORTED_FORMAT: 'Send the photo as JPEG or PNG.',
  IMAGE_CORRUPT: 'Send the photo again, or export it again.',
  PHOTO_DOES_NOT_FIT: 'Use a photo that fits, or let profile_policy be warn.',
  MULTIPLE_FACES: 'Use a photo of this person alone, or cut the others off.',
  LIVENESS_CHECK_FAILED: 'Take a photo of the person, not of another photo.',
  IDENTITY_CHANGED:
    'Check whose photo it is; if the external_id has a new owner, delete the former user first.',
  DUPLICATE_OF_ENROLLED_USER:
    'If it is one person, keep one of the two IDs; if they are twins, allow both by POST .../duplicates/exceptions.',
  DUPLICATE_IN_BATCH:
    'If it is one person, keep one of the IDs; if they are twins, name the other in the column allow_duplicate_of, or allow both by POST .../duplicates/exceptions.',
  ID_CHANGED:
    'If it is one person, rename the user by POST .../users/{external_id}/rename, or correct the ID. If they are two people, name the other in the column allow_duplicate_of.',
  TIMED_OUT: 'Send the photo again, or with fewer pixels.',
  WORKER_CRASHED: 'Save the photo again with another program.',
  ENCODER_MISMATCH: 'Enroll the photo.',
};

/** What a caller is advised to do about a failure. */
export function adviceOf({ code, advice }: Pick<Failure, 'code' | 'advice'>): string {
  const ofTable = advice === FAILURES[code].advice;
  return (ofTable ? ADVICE[code] : undefined) ?? asFields(advice);
}
