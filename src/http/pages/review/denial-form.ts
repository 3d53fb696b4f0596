import { DENIAL_REASONS, type DenialReason, denialProblem } from '../../../domain/review.js';
import type { Denial } from '../../../domain/reviewed.js';
import type { DenialDraft } from '../../../render/pages/review/decide.js';

/** What a form says of a denial; a draft if that is not enough for one. */
export function denialIn(form: URLSearchParams): Denial | DenialDraft {
  const reason = form.get('reason') ?? '';
  const note = noteIn(form) || null;
  if (!isReason(reason)) return draftOf(form, 'Choose a reason: the person is told it.');
  const problem = denialProblem(reason, note);
  return problem === undefined ? { reason, note } : draftOf(form, problem);
}

/** What is in a form, to be shown again with what it lacks. */
export function draftOf(form: URLSearchParams, problem: string): DenialDraft {
  return {
    ...{ reason: form.get('reason') ?? '', note: noteIn(form), problem },
    marked: form.getAll('photo'),
  };
}

/** Browsers send line breaks as CR LF. */
function noteIn(form: URLSearchParams): string {
  return (form.get('note') ?? '').replaceAll('\r\n', '\n').trim();
}

function isReason(text: string): text is DenialReason {
  return (DENIAL_REASONS as readonly string[]).includes(text);
}
