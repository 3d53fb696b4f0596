import { z } from 'zod';

const requestId = z.string().describe('as in X-Request-Id and in the log');

const anything = z.record(z.string(), z.unknown());

/** What went wrong. */
export const errorMember = z.object({
  code: z.string().describe('see "faceenroll help http" and "faceenroll help errors"'),
  message: z.string().describe('what happened, with the actual values'),
  advice: z.string().nullable().describe('what to do'),
  details: anything.nullable(),
});

/** An error as the interface tells it. */
export const errorEnvelope = z
  .object({
    success: z.literal(false),
    error: errorMember,
    request_id: requestId,
  })
  .meta({ id: 'Error' });

/** The same as RFC 9457 has it. */
export const problemDetails = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    advice: z.string().nullable(),
    details: anything.nullable(),
    request_id: requestId,
  })
  .meta({ id: 'Problem' });

/** Data as a success has them; beside those of a list, which page it is. */
export function envelope(data: z.ZodType): z.ZodType {
  return z.object({ success: z.literal(true), data });
}

/** A page of a list. */
export function pageOf(item: z.ZodType) {
  return {
    whole: z.object({
      success: z.literal(true),
      data: z.array(item),
      page: z.int(),
      page_size: z.int(),
      total: z.int().describe('how many there are on all pages'),
    }),
  };
}
