import { against } from './against.js';
import {
  MAX_FILE_MB,
  MAX_IMAGE_PIXELS,
  MAX_USER_ID_LENGTH,
  MIN_EYE_DISTANCE,
  MIN_IMAGE_SIDE,
} from './limits.js';
import { notIso8601 } from './spreadsheet/date.js';
import { alternatives, listed, quoted, some } from './text.js';
import { DATE_EXAMPLE, USER_DATES } from './user-dates.js';

/** Why one photo or one row was not enrolled. A value, never thrown. */
export interface Failure {
  readonly code: FailureCode;
  /** What happened, with the actual values. */
  readonly message: string;
  /** What the operator should do. */
  readonly advice: string;
}

export type FailureCode = keyof typeof FAILURES;

type Stage = 'source' | 'image' | 'face' | 'identity' | 'run';

interface FailureKind<Details> {
  readonly stage: Stage;
  /** The code in one sentence, for the help topic "errors". */
  readonly meaning: string;
  readonly advice: string;
  readonly message: (details: Details) => string;
}

function kind<Details>(
  stage: Stage,
  meaning: string,
  advice: string,
  message: (details: Details) => string,
): FailureKind<Details> {
  return { stage, meaning, advice, message };
}

const MAX_MEGAPIXELS = MAX_IMAGE_PIXELS / 1e6;

/** How similar two faces are, and how similar those of one person are at least. */
interface Likeness {
  readonly similarity: number;
  readonly least: number;
}

function tooUnlike({ similarity, least }: Likeness): string {
  const { value, limit } = against(similarity, least, 3);
  return `similarity ${value}, at least ${limit} is needed`;
}

/** Every way in which a photo or a row can fail; source of the report, the help and `--json`. */
export const FAILURES = {
  ROW_INVALID: kind(
    'source',
    'The row of the CSV cannot be read: too many cells, a quote that is not closed or has text after it, or only a piece of a row.',
    'Correct the row and import it again.',
    (d: { problem: string }) => d.problem,
  ),
  USER_ID_MISSING: kind(
    'source',
    'The row has no user ID, or the file name holds none.',
    'Fill in the user ID.',
    (d: { problem: string }) => d.problem,
  ),
  USER_ID_INVALID: kind(
    'source',
    `The user ID cannot be one (over ${MAX_USER_ID_LENGTH} characters, a line break or another control character, a space at its beginning or end), or hardly any person has it: characters that cannot be seen, quotation marks, #N/A, NULL, 1.23457E+11, 1005.0, a date, the heading again.`,
    'Correct the user ID.',
    (d: { userId: string; problem: string }) => `the user ID ${quoted(d.userId)} ${d.problem}`,
  ),
  USER_ID_DUPLICATED: kind(
    'source',
    'Several rows have the same user ID.',
    'Keep one row for each user ID; more photos of one person go into face_image_file2 and so on.',
    (d: { userId: string; rows: readonly number[] }) =>
      `the user ID ${quoted(d.userId)} is also in row ${some(d.rows.map(String))}`,
  ),
  USER_NOT_FOUND: kind(
    'source',
    'No user in the database has this user ID.',
    'Correct the user ID (the name of the file), import the user first, or let new users be created (--create-missing, --missing-users create).',
    (d: { userId: string; candidates?: readonly string[]; near?: readonly string[] }) => {
      if (d.candidates?.length) {
        return `the user ID ${quoted(d.userId)} fits several users: ${listed(d.candidates.map(quoted))}`;
      }
      const meant = d.near?.length ? `; did you mean ${alternatives(d.near.map(quoted))}?` : '';
      return `there is no user with the user ID ${quoted(d.userId)}${meant}`;
    },
  ),
  METADATA_INVALID: kind(
    'source',
    'The cell metadata is not a JSON object.',
    'Correct the cell, for example {"badge":"A7"}, or empty it.',
    (d: { problem: string }) => `the metadata cannot be read: ${d.problem}`,
  ),
  TAG_INVALID: kind(
    'source',
    'The cell tags has a text that cannot be a tag.',
    'Correct the tag, or give the column another heading if it holds no tags; semicolons separate tags.',
    (d: { tag: string; problem: string }) => `the tag ${quoted(d.tag)} ${d.problem}`,
  ),
  MULTIPLE_FILES_FOR_USER: kind(
    'source',
    'Several files in the folder belong to one user ID.',
    'Keep one photo for each user ID in the folder.',
    (d: { userId: string; files: readonly string[] }) =>
      `several files belong to the user ID ${quoted(d.userId)}: ${some(d.files.map(quoted))}`,
  ),
  FILE_NAME_INVALID: kind(
    'source',
    'The file name does not say for certain whose photo it is: it has two extensions, is that of a copy, a backup or a temporary file, has a path in it, or is not UTF-8.',
    'Name the file after its user (1001.jpg) and import the folder again; or fill in the user_id in the error report.',
    (d: { file: string; problem: string }) => `the file name ${quoted(d.file)} ${d.problem}`,
  ),
  FILE_NOT_DOWNLOADED: kind(
    'source',
    'The photo is still in the cloud, or its download has not ended: only a placeholder or a part of it is there.',
    'Have the file downloaded (kept on this device), or end its download, and import it again.',
    (d: { photo: string; file: string; what: string }) =>
      `the photo ${quoted(d.photo)} is not downloaded yet: ${quoted(d.file)} is ${d.what}`,
  ),
  FILE_NOT_FOUND: kind(
    'source',
    'The photo that the row names does not exist, or the cell does not name a file.',
    'Correct the file name, put the photo into the folder, or name the right folder with --images.',
    (d: { file: string; folder: string; meant?: readonly string[] } | { problem: string }) => {
      if ('problem' in d) return d.problem;
      const meant = d.meant?.length ? `, but there is ${alternatives(d.meant.map(quoted))}` : '';
      return `there is no file ${quoted(d.file)} in ${quoted(d.folder)}${meant}`;
    },
  ),
  FILE_OUTSIDE_DIRECTORY: kind(
    'source',
    'The path of the photo, or the link behind it, leads out of the photo folder.',
    'Put the photo into the photo folder, or name the right folder with --images.',
    (d: { file: string; folder: string; isLink?: boolean; meant?: readonly string[] }) => {
      if (d.isLink) return `${quoted(d.file)} is a link that leads out of the photo folder`;
      const meant = d.meant?.length ? `; in it there is ${alternatives(d.meant.map(quoted))}` : '';
      return `${quoted(d.file)} is outside the photo folder ${quoted(d.folder)}${meant}`;
    },
  ),
  FILE_UNREADABLE: kind(
    'source',
    'The file exists but cannot be read as a file.',
    'Check the permissions of the file, and that it is a file and not a folder.',
    (d: { problem: string }) => `the file cannot be read: ${d.problem}`,
  ),
  FILE_EMPTY: kind(
    'source',
    'The file has no content.',
    'Copy or export the photo again; a file that is only in the cloud must be downloaded first.',
    (_: Record<never, never>) => 'the file is empty (0 bytes)',
  ),
  FILE_TOO_LARGE: kind(
    'source',
    `The file is larger than ${MAX_FILE_MB} MB.`,
    'Save the photo with fewer pixels or a lower JPEG quality.',
    (d: { bytes: number }) =>
      `the file has ${against(d.bytes / 1e6, MAX_FILE_MB, 1).value} MB; at most ${MAX_FILE_MB} MB are accepted`,
  ),
  UNSUPPORTED_FORMAT: kind(
    'image',
    'The file is not a JPEG or PNG photo by its content, whatever its name says, or it is a JPEG of a kind that is not read (12-bit, lossless, arithmetic coding).',
    'Export the photo as JPEG or PNG; remove files that are not photos.',
    (d: { format: string; wanted?: string }) =>
      `the file is ${d.format}, not ${d.wanted ?? 'a JPEG or PNG photo'}`,
  ),
  IMAGE_CORRUPT: kind(
    'image',
    'The photo is damaged or incomplete.',
    'Copy or export the photo again.',
    (d: { problem: string }) => `the photo is damaged: ${d.problem}`,
  ),
  IMAGE_TOO_SMALL: kind(
    'image',
    `The photo has fewer than ${MIN_IMAGE_SIDE} x ${MIN_IMAGE_SIDE} pixels.`,
    'Use the original photo, not a thumbnail.',
    (d: { width: number; height: number }) =>
      `the photo has ${d.width} x ${d.height} pixels; at least ${MIN_IMAGE_SIDE} x ${MIN_IMAGE_SIDE} are needed`,
  ),
  IMAGE_TOO_MANY_PIXELS: kind(
    'image',
    `The photo has more than ${MAX_MEGAPIXELS} megapixels.`,
    'Save the photo with fewer pixels.',
    (d: { width: number; height: number }) => {
      const { value } = against((d.width * d.height) / 1e6, MAX_MEGAPIXELS, 0);
      return `the photo has ${d.width} x ${d.height} pixels, ${value} megapixels; at most ${MAX_MEGAPIXELS} are accepted`;
    },
  ),
  PHOTO_DOES_NOT_FIT: kind(
    'image',
    'The photo is not what the device or service of --profile takes. With --profile-policy warn it is enrolled nevertheless.',
    'Use a photo that fits ("faceenroll help profiles" has the limits), or enroll this one with --profile-policy warn.',
    (d: { title: string; lacks: readonly string[] }) =>
      `the photo does not fit ${d.title}: ${d.lacks.join('; ')}`,
  ),
  FACE_NOT_FOUND: kind(
    'face',
    'No face was found in the photo.',
    'Use a sharp photo that shows the whole face from the front, upright, well lit and without a mask.',
    (d: { width: number; height: number }) =>
      `no face was found in the photo (${d.width} x ${d.height} pixels)`,
  ),
  MULTIPLE_FACES: kind(
    'face',
    'The photo shows several people.',
    'Use a photo of this person alone, cut the others off, or take the largest face (--multiple-faces largest).',
    (d: { faces: readonly { readonly width: number; readonly place: string }[] }) => {
      const each = d.faces.map(({ width, place }) => `${width} pixels wide (${place})`);
      return `the photo shows ${each.length} faces that could be meant: ${some(each)}`;
    },
  ),
  FACE_TOO_SMALL: kind(
    'face',
    `The eyes are less than ${MIN_EYE_DISTANCE} pixels apart.`,
    'Use the original photo, or one taken from nearer.',
    (d: { eyeDistance: number }) =>
      `the eyes are ${Math.floor(d.eyeDistance)} pixels apart; at least ${MIN_EYE_DISTANCE} are needed`,
  ),
  FACE_QUALITY_TOO_LOW: kind(
    'face',
    'The photo of the face is not good enough for the quality that is asked for (--quality, --min-quality).',
    'Use another photo of this person: from the front, sharp, evenly lit, with open eyes.',
    (d: { quality: number; least: number; problems: readonly string[] }) => {
      const why = d.problems.length > 0 ? `: ${listed(d.problems, 9)}` : '';
      const { value, limit } = against(d.quality, d.least, 2);
      const isLow = d.quality < d.least;
      const quality = isLow ? `${value}, below ${limit}` : d.quality.toFixed(2);
      return `the quality of the face is ${quality}${why}`;
    },
  ),
  LIVENESS_CHECK_FAILED: kind(
    'face',
    'The photo looks like a photo of a print or of a screen, not of the person.',
    'Take a photo of the person, not of another photo; if it is one, lower --min-liveness.',
    (d: { liveness: number; least: number }) => {
      const { value, limit } = against(d.liveness, d.least, 3);
      return `the photo looks like one of a print or a screen: liveness ${value}, at least ${limit} is needed`;
    },
  ),
  PHOTOS_DISAGREE: kind(
    'identity',
    'The photos of one user do not show one person.',
    'Look at the photos of this user, and replace those of somebody else.',
    (d: { others: readonly string[] } & Likeness) =>
      `the face is not that of ${some(d.others.map(quoted))}, the other photos of this user (${tooUnlike(d)})`,
  ),
  IDENTITY_CHANGED: kind(
    'identity',
    "The face in the photo is not the user's enrolled face.",
    'Check whose photo it is; if the user ID has a new owner, import it with --allow-identity-change.',
    (d: { userId: string; looksLike?: string; swapped?: boolean } & Likeness) => {
      const other = d.looksLike === undefined ? '' : `; it looks like user ${quoted(d.looksLike)}`;
      const swap = d.swapped ? ", and that user's photo like this one: the two may be swapped" : '';
      return `the face is not that of user ${quoted(d.userId)} (${tooUnlike(d)})${other}${swap}`;
    },
  ),
  DUPLICATE_OF_ENROLLED_USER: kind(
    'identity',
    'The face in the photo is enrolled under another user ID.',
    'If it is one person, keep one of the two user IDs; if they are twins, name the other in allow_duplicate_of, or run "faceenroll duplicates allow".',
    (d: { userId: string; similarity: number; falseAlarms: string }) =>
      `the face is that of the enrolled user ${quoted(d.userId)} (similarity ${d.similarity.toFixed(3)}, ${d.falseAlarms})`,
  ),
  DUPLICATE_IN_BATCH: kind(
    'identity',
    'The face in the photo appears under several user IDs in one import.',
    'If it is one person, keep one of the rows; if they are twins, name the other in allow_duplicate_of, or run "faceenroll duplicates allow".',
    (d: { userIds: readonly string[]; similarity: number; falseAlarms: string }) =>
      `the face also appears under other user IDs: ${some(d.userIds.map(quoted))} (similarity ${d.similarity.toFixed(3)}, ${d.falseAlarms})`,
  ),
  ID_CHANGED: kind(
    'identity',
    'The row is, by its user ID or its face, a user who has another ID, which the list does not name. Nobody is enrolled or deleted for it.',
    'If it is one person, move the enrollment with "faceenroll users rename <old> <new>", or correct the ID in the list. If they are two people, name the other in allow_duplicate_of.',
    (
      d: { userId: string; formerId: string } & (
        | { similarity: number; exists?: boolean }
        | { differs: string; odd?: boolean }
        | { renamed: true }
      ),
    ) => {
      const other = `user ${quoted(d.formerId)}, whom the list does not name`;
      if ('renamed' in d) return `user ${quoted(d.userId)} has been renamed: now it is ${other}`;
      return 'differs' in d
        ? `the user ID ${quoted(d.userId)} differs only ${d.differs} from that of ${other}`
        : `the face is that of ${other} (similarity ${d.similarity.toFixed(3)})`;
    },
  ),
  TIMED_OUT: kind(
    'run',
    'Looking at the photo took longer than --timeout allows.',
    'Save the photo with fewer pixels, or allow more time (--timeout).',
    (d: { seconds: number }) => `the photo took longer than ${d.seconds} seconds`,
  ),
  WORKER_CRASHED: kind(
    'run',
    'The photo, even when it was tried alone, crashed the process that looks at photos, or took more memory than --max-memory allows.',
    'Remove the file, or save it again with another program.',
    (d: { how: string } | { megabytes: number }) =>
      'how' in d
        ? `looking at the photo crashed the worker process (${d.how})`
        : `looking at the photo takes more than ${d.megabytes} MB of memory`,
  ),
  NO_FEATURES: kind(
    'face',
    'The encoder gave no usable template for the face.',
    'Use another photo of this person.',
    (_: Record<never, never>) => 'the encoder gave no usable template for this face',
  ),
  DATE_INVALID: kind(
    'source',
    `A date of the row (${USER_DATES.join(', ')}) is no date of ISO 8601.`,
    `Write the date as ${DATE_EXAMPLE}.`,
    (d: { row: number; field: string; value: string }) =>
      `row ${d.row}: ${d.field} is ${quoted(d.value)}${notIso8601(d.value)}`,
  ),
  CONSENT_MISSING: kind(
    'source',
    'With --require-consent: neither the row nor the database says that this person has agreed (consent_at, not in the future).',
    'Fill in consent_at, the date on which this person agreed, and where it is written in consent_reference; or leave the row out.',
    (d: { userId: string; consentAt: string }) =>
      d.consentAt.trim() === ''
        ? `there is no consent_at of the user ID ${quoted(d.userId)}`
        : `consent_at of the user ID ${quoted(d.userId)} is ${quoted(d.consentAt)}, which is in the future or no date`,
  ),
  TEMPLATE_INVALID: kind(
    'source',
    'A line of a template file is not what the format says, or its embedding is none.',
    'Export the templates again, with the program that wrote the file.',
    (d: { line: number; problem: string }) => `line ${d.line}: ${d.problem}`,
  ),
  ENCODER_MISMATCH: kind(
    'source',
    'A template of a template file was made by another encoder than that of the model pack.',
    'Import the file once more with the model pack of that encoder (--models), or enroll the photo.',
    (d: {
      line: number;
      encoder: string;
      dimensions: number;
      wanted: { readonly name: string; readonly dimensions: number };
    }) =>
      `line ${d.line}: the template has ${d.dimensions} values of the encoder ${quoted(d.encoder)}, not ${d.wanted.dimensions} of ${quoted(d.wanted.name)}`,
  ),
} as const;

/** The values in the message of a failure. */
export type DetailsOf<Code extends FailureCode> =
  (typeof FAILURES)[Code] extends FailureKind<infer D> ? D : never;

/** Makes a failure from the table; `advice` replaces the table's where more is known. */
export function fail<Code extends FailureCode>(
  code: Code,
  details: DetailsOf<Code>,
  advice: string = FAILURES[code].advice,
): Failure {
  const { message } = FAILURES[code] as unknown as FailureKind<DetailsOf<Code>>;
  return { code, message: message(details), advice };
}
