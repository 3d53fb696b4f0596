import { z } from 'zod';
import type { UserMatch } from '../../domain/identification.js';
import { DENIAL_REASONS, SUBMISSION_STATES, type Submission } from '../../domain/review.js';
import type { ListedSubmission, ReviewItem } from '../../domain/reviewed.js';
import { REVIEW_RESULTS } from '../../render/reviewed.js';
import {
  faceId,
  instant,
  line,
  membersOf,
  number,
  path,
  share,
  shared,
  similarity,
  text,
  userId,
} from './members.js';

const photoId = text.describe('12 hexadecimal digits');

const reason = z.strictObject({
  code: text.describe('of a failure, REVIEW_OF_ALL where every photo waits, or FACE_NOT_COMPARED'),
  message: text,
});

const denial = z.strictObject({
  reason: z.literal(DENIAL_REASONS),
  note: text.nullable().describe("the operator's own words"),
});

const state = z.literal(SUBMISSION_STATES).describe('replaced: the person sent another photo');

const members = membersOf<Submission>()({
  submissionId: photoId,
  collection: text,
  userId,
  linkId: text.describe('the link by which it was sent'),
  sentAt: instant,
  language: text.describe('of the page, a BCP 47 tag'),
  reasons: z.array(reason).describe('why it waits'),
  quality: share.nullable(),
  liveness: share.nullable(),
  measures: z.record(z.string(), number),
  state,
  decidedAt: instant.nullable(),
  decidedBy: text.nullable().describe('the ID of an API key, or an account of the machine'),
  denial: shared('denial', denial).nullable(),
});

const name = text.nullable().describe('of the user');

const lookAlike = z.strictObject(membersOf<UserMatch>()({ userId, faceId, similarity }));

const failure = z.strictObject({ code: text, message: text });

export const submission = line('submission', members);

export const waitingSubmission = line(
  'submission',
  membersOf<ListedSubmission>()({ ...members, name }),
);

export const shownSubmission = line('submission', {
  ...membersOf<ReviewItem>()({
    ...members,
    name,
    looksLike: z.array(lookAlike).describe('other users, the most similar first'),
    ownSimilarity: similarity.nullable().describe("to the user's own face; null if there is none"),
    failure: failure.nullable().describe('why the photo cannot be enrolled now, whoever approves'),
    isEdited: z.boolean().describe('whether an operator has cropped or turned it'),
  }),
  output: path.nullable(),
});

export const reviewed = line('reviewed', {
  submissionId: photoId,
  collection: text.nullable().describe('null if there is no such photo'),
  userId: text.nullable(),
  result: z.literal(REVIEW_RESULTS),
  faceId: faceId.nullable().describe('of the face that was enrolled'),
  isMailed: z.boolean().nullable().describe('of a denial: whether a mail was queued'),
  code: text.nullable().describe('why it was refused'),
  message: text.nullable(),
  state: state.nullable().describe('what had been decided before'),
});
