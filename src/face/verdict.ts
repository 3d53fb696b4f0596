import { FAILURES, type FailureCode } from '../domain/failures.js';
import type { Extraction } from '../domain/sample.js';
import { excerpt, printable } from '../domain/text.js';

/** Texts for an annotated photo. */
export interface Verdict {
  readonly accepted: boolean;
  /** For the person in the photo: the problem and what to do. */
  readonly words: string;
  /** For the operator, in small print; one per line. */
  readonly details: readonly string[];
}

/** The problem of a refused photo, and advice for the person in it. */
const RETAKE: Partial<Record<FailureCode, string>> = {
  FACE_NOT_FOUND:
    'No face was found. Take a photo of your whole face from the front, upright, well lit and without a mask.',
  MULTIPLE_FACES: 'The photo shows several people. Take a photo that shows you alone.',
  FACE_TOO_SMALL:
    'The face is too small. Take the photo from nearer, or send the original instead of a reduced one.',
  LIVENESS_CHECK_FAILED:
    'This looks like a photo of a print or of a screen. Take a photo of yourself, not of another picture.',
  NO_FEATURES: 'The face cannot be used. Take another photo.',
  IMAGE_CORRUPT: 'The file is damaged. Send the photo again.',
  TIMED_OUT: 'Looking at the photo took too long. Save it with fewer pixels, and send it again.',
};
const ANY_OTHER = 'The photo cannot be used. Take another one.';

/** Length of an operator's message; its advice, which may name options, is left out. */
const LONGEST_MESSAGE = 300;

/** The verdict on a photo; `file` is its name as the operator knows it. */
export function verdictOf(extraction: Extraction, file: string): Verdict {
  const name = printable(file);
  if (extraction.kind !== 'failed') {
    const quality =
      extraction.kind === 'sample' ? [`quality ${extraction.sample.quality.toFixed(2)}`] : [];
    return { accepted: true, words: 'The photo can be used.', details: [name, ...quality] };
  }
  const { code, message, advice } = extraction.failure;
  const words = code === 'FACE_QUALITY_TOO_LOW' ? poor(advice) : (RETAKE[code] ?? ANY_OTHER);
  return {
    accepted: false,
    words,
    details: [name, `${code}: ${excerpt(message, LONGEST_MESSAGE)}`],
  };
}

/** Rewords the operator's advice for the person who takes the photo. */
function poor(advice: string): string {
  const general = 'Take another one from the front, sharp, evenly lit, with open eyes.';
  const own = advice === FAILURES.FACE_QUALITY_TOO_LOW.advice ? general : printable(advice);
  return `The photo is not good enough. ${own}`;
}
