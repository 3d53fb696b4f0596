import type { DuplicateException } from '../../domain/duplicates.js';
import { type Context, changesOf } from '../context.js';

/** The pairs of users who may look alike, in the order of their IDs. */
export function listExceptions(context: Context): readonly DuplicateException[] {
  return changesOf(context).exceptions.all();
}
