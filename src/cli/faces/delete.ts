import { plannedFaces } from '../../operations/faces/change-face.js';
import { type DeletionOptions, runDeletion } from '../deletion/run-deletion.js';
import type { Io } from '../io.js';

/** `faceenroll faces delete`; returns the exit code. */
export function deleteFaces(
  faceIds: readonly string[],
  options: DeletionOptions,
  io: Io,
): Promise<number> {
  return runDeletion(
    options,
    {
      command: 'faces delete',
      receipt: null,
      plan: (part, store) => plannedFaces(store.gallery(options.collection).faces, part, faceIds),
    },
    new Date(),
    io,
  );
}
