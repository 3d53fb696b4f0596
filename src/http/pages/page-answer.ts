import type { LinkDesk, OpenLink, Submitted } from '../../operations/links/types.js';
import type { EnrollState } from '../../render/pages/enroll.js';
import type { Asked } from '../../render/pages/photo-form.js';
import type { Problem } from '../problem.js';

/** A page and its status. */
export interface PageAnswer {
  readonly status: number;
  readonly state: EnrollState;
}

/** Of links that are unknown, used and revoked alike. */
export const GONE_PAGE: PageAnswer = { status: 404, state: { kind: 'gone' } };

/** What the page of a link that has expired offers. */
export function expiredPage({ settings }: LinkDesk, { link }: OpenLink): PageAnswer {
  if (link.endedBy === 'attempts') return { status: 410, state: { kind: 'exhausted' } };
  return { status: 410, state: { kind: 'expired', canSend: settings.transport !== undefined } };
}

/** What became of a photo. */
export function submittedPage(submitted: Submitted, asked: Asked): PageAnswer {
  switch (submitted.kind) {
    case 'gone':
      return GONE_PAGE;
    case 'enrolled':
    case 'waiting':
      return { status: 200, state: { kind: submitted.kind } };
    case 'failed': {
      const { code, problems, picture, triesLeft } = submitted;
      const base64 = picture && Buffer.from(picture).toString('base64');
      const failure = { code, problems, picture: base64 };
      if (triesLeft === 0) return { status: 422, state: { kind: 'exhausted', failure } };
      return { status: 422, state: { kind: 'failed', failure, asked: { ...asked, triesLeft } } };
    }
  }
}

/** What a person is told of a problem; `asked` if the link is known and works. */
export function problemPage({ code, status }: Problem, asked: Asked | undefined): PageAnswer {
  if (status === 429) return { status, state: { kind: 'throttled' } };
  if (status === 404 || status === 405) return { status, state: { kind: 'gone' } };
  if (asked && status === 413) {
    const failure = { code: 'FILE_TOO_LARGE', problems: [] };
    return { status, state: { kind: 'failed', failure, asked } };
  }
  if (asked && status === 415) {
    return { status, state: { kind: 'form', asked: { ...asked, missing: ['photo'] } } };
  }
  return { status, state: { kind: 'busy', isLost: code !== 'BUSY' && status < 500, asked } };
}
