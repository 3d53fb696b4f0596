import { z } from 'zod';
import type { Context, Contexts } from '../operations/context.js';
import type { Arguments, InputOf, Operation } from '../operations/operation.js';
import type { Rows } from '../operations/options/row.js';
import { etagsOf } from './etag.js';
import { Problem } from './problem.js';

/** The header as the description has it. */
export const ifMatchHeader = z.object({
  'if-match': z.string().optional().describe('the ETag as it was: 412 if it was changed since'),
});

/** A thing with an ETag, and how it is shown. */
export interface Tagged<A extends Arguments, O extends Rows, Shown> {
  /** "the face". */
  readonly noun: string;
  readonly show: Operation<A, O, Shown, 'collection'>;
  readonly input: InputOf<A, O>;
  readonly etagOf: (shown: Shown, context: Context) => string;
}

/** The operation, done only if the thing is as one of the header's ETags has it. */
export function ifMatch<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts & ('collection' | 'database'),
  ShownA extends Arguments,
  ShownO extends Rows,
  Shown,
>(
  operation: Operation<A, O, Output, Opens>,
  { noun, show, input: shownInput, etagOf }: Tagged<ShownA, ShownO, Shown>,
  header: string | undefined,
): Operation<A, O, Output, Opens> {
  if (header === undefined) return operation;
  return {
    ...operation,
    load: async () => {
      const [run, shown] = await Promise.all([operation.load(), show.load()]);
      return async (context, input) => {
        // The database is held to change it: nobody else changes the thing in between.
        const where = context as Context;
        refuseChanged(etagOf(await shown(where, shownInput), where), noun, header);
        return run(context, input);
      };
    },
  };
}

/** @throws {Problem} when none of the header's ETags is the thing's. */
function refuseChanged(etag: string, noun: string, header: string): void {
  const wanted = etagsOf(header);
  if (wanted.includes('*') || wanted.includes(etag)) return;
  throw new Problem('PRECONDITION_FAILED', `${noun} was changed since then`, {
    advice: 'Get it again, and send its ETag.',
  });
}
