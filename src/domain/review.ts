import type { Turn } from './inspection.js';

/** Why an operator denies a photo. Every code has a text for the person, in every language. */
export const DENIAL_REASONS = [
  'FACE_COVERED',
  'EYES_NOT_VISIBLE',
  'EYES_CLOSED',
  'NOT_FROM_THE_FRONT',
  'TOO_FAR_AWAY',
  'TOO_NEAR',
  'BLURRED',
  'TOO_DARK',
  'TOO_BRIGHT',
  'SHADOWS',
  'SEVERAL_PEOPLE',
  'BACKGROUND',
  'HEADWEAR',
  'EXPRESSION',
  'EDITED',
  'PHOTO_OF_A_PHOTO',
  'TOO_OLD',
  'NOT_CONFIRMED',
  'OTHER',
] as const;

export type DenialReason = (typeof DENIAL_REASONS)[number];

/** Characters of an operator's note at most: it is one paragraph of a mail. */
export const MAX_NOTE_LENGTH = 1_000;

/** Why a denial cannot be passed on to the person, or undefined. */
export function denialProblem(reason: DenialReason, note: string | null): string | undefined {
  if (note === null || note.trim() === '') {
    return reason === 'OTHER' ? 'OTHER needs a note: it is all that the person learns' : undefined;
  }
  if (note.length > MAX_NOTE_LENGTH) {
    return `the note has ${note.length} characters; at most ${MAX_NOTE_LENGTH} are accepted`;
  }
  return /[^\P{Cc}\n]/u.test(note) ? 'the note has a control character' : undefined;
}

/** How a photo is cropped and turned: first turned clockwise, then cropped, in fractions of its sides. */
export interface PhotoEdit {
  readonly turn: Turn;
  readonly crop?: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Whether a crop lies within the photo. */
export function isWithinPhoto({ left, top, width, height }: Required<PhotoEdit>['crop']): boolean {
  const numbers = [left, top, width, height];
  if (!numbers.every((one) => one >= 0 && one <= 1)) return false;
  // The sum of two fractions may be above 1 by a rounding.
  return width > 0 && height > 0 && left + width <= 1 + 1e-9 && top + height <= 1 + 1e-9;
}

/** `replaced`: the person sent another photo before anybody had looked at this one. */
export const SUBMISSION_STATES = ['waiting', 'approved', 'denied', 'replaced'] as const;

export type SubmissionState = (typeof SUBMISSION_STATES)[number];

/** Why a photo waits: a failure of the identity check, or that everything waits. */
export interface WaitingReason {
  readonly code: string;
  /** For the operator; names other users. */
  readonly message: string;
}

/** A photo that a person sent and an operator decides on, without the photo. */
export interface Submission {
  /** 12 hexadecimal digits. */
  readonly submissionId: string;
  readonly collection: string;
  readonly userId: string;
  readonly linkId: string;
  readonly sentAt: string;
  /** Of the page, as a BCP 47 tag. */
  readonly language: string;
  readonly reasons: readonly WaitingReason[];
  /** 0 to 1. */
  readonly quality: number | null;
  /** 0 to 1; null if not assessed. */
  readonly liveness: number | null;
  /** Measures outside the limits, and others worth a look: name to value. */
  readonly measures: Readonly<Record<string, number>>;
  readonly state: SubmissionState;
  readonly decidedAt: string | null;
  /** The ID of an API key, or the name of an account of the machine. */
  readonly decidedBy: string | null;
  readonly denial: { readonly reason: DenialReason; readonly note: string | null } | null;
}

/** What a person answered when asked whether the photo may be stored. */
export interface ConsentRecord {
  readonly collection: string;
  readonly userId: string;
  readonly answer: 'yes' | 'no';
  readonly at: string;
  readonly linkId: string;
  /** What was read before: its version, its language and its SHA-256. */
  readonly version: string;
  readonly language: string;
  readonly textSha256: string;
}

/** What one user answered. */
export type UserConsent = Omit<ConsentRecord, 'collection' | 'userId'>;
