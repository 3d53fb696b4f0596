import type { FaceRecord } from '../../domain/gallery.js';
import type { Context, Contexts } from '../../operations/context.js';
import { facesShow } from '../../operations/faces.js';
import type { Arguments, Operation } from '../../operations/operation.js';
import type { Rows } from '../../operations/options/row.js';
import { Problem } from '../problem.js';
import { etagOf } from './face.js';

/** A face has been changed or is as it was; the operation is done in the second case. */
export function ifMatch<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts & ('collection' | 'database'),
>(
  operation: Operation<A, O, Output, Opens>,
  faceId: string,
  header: string | undefined,
): Operation<A, O, Output, Opens> {
  if (header === undefined) return operation;
  return {
    ...operation,
    load: async () => {
      const [run, show] = await Promise.all([operation.load(), facesShow.load()]);
      return async (context, input) => {
        // The database is held to change it: nobody else changes the face in between.
        refuseChanged(await show(context as Context, { faceId }), header);
        return run(context, input);
      };
    },
  };
}

/** @throws {Problem} when none of the header's ETags is the face's. */
function refuseChanged(face: FaceRecord, header: string): void {
  const wanted = header.split(',').map((one) => one.trim());
  if (wanted.includes('*') || wanted.includes(etagOf(face))) return;
  throw new Problem('PRECONDITION_FAILED', 'the face was changed since then', {
    advice: 'Get it again, and send its ETag.',
  });
}
