import { z } from 'zod';
import type { Answer } from './answer.js';
import { etagsOf } from './etag.js';

/** The header as the description has it. */
export const ifNoneMatchHeader = z.object({
  'if-none-match': z.string().optional().describe('an ETag: if it still holds, the answer is 304'),
});

/** The answer, or 304 for a client that has what it would be told. */
export function unlessKnown(answer: Answer, header: string | undefined): Answer {
  const { etag } = answer.headers ?? {};
  if (header === undefined || etag === undefined) return answer;
  const known = etagsOf(header);
  return known.includes(etag) || known.includes('*') ? { status: 304, headers: { etag } } : answer;
}
