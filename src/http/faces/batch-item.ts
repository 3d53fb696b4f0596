import { z } from 'zod';
import { errorMember } from '../envelopes.js';
import { Problem } from '../problem.js';
import { problemOf } from '../problem-of.js';
import { errorOf } from '../told.js';
import { enrolledFace, type OneAnswer } from './enroll.js';

const item = z.object({
  index: z.int().describe('of the photo and its ID in the form, from 0'),
  external_id: z.string(),
  status: z.int().describe('what the single call would have been answered with'),
});

/** How one photo of a batch ended. */
export const itemResult = z
  .discriminatedUnion('success', [
    item.extend({ success: z.literal(true), data: enrolledFace }),
    item.extend({ success: z.literal(false), error: errorMember }),
  ])
  .meta({ id: 'BatchItem' });

export type ItemResult = z.output<typeof itemResult>;

/** Which photo of a batch it is, and whose. */
export interface ItemName {
  readonly index: number;
  readonly userId: string;
}

/** The result of one photo: a problem is told, and an error that is ours is logged. */
export async function resultOf(
  { index, userId }: ItemName,
  enroll: () => Promise<OneAnswer>,
  failed: (error: unknown) => void,
): Promise<ItemResult> {
  const name = { index, external_id: userId };
  try {
    const { status, data } = await enroll();
    return { ...name, status, success: true, data };
  } catch (error) {
    const problem = problemOf(error);
    if (!problem) failed(error);
    const told = problem ?? new Problem('INTERNAL', 'the server failed');
    return { ...name, status: told.status, success: false, error: errorOf(told) };
  }
}

/** Whether there was no room for a photo, which says nothing of the photo. */
export function isBusy(result: ItemResult): boolean {
  return !result.success && result.error.code === 'BUSY';
}

/** Whether another attempt may end otherwise. */
export function isTransient({ status }: ItemResult): boolean {
  return status >= 500;
}
