import { UnopenedError } from '../models/session.js';
import type { Unopened } from './messages.js';

/** What a thread answers once its models are open: undefined, or which one cannot be. */
export async function opened(models: Promise<unknown>): Promise<Unopened | undefined> {
  try {
    await models;
    return undefined;
  } catch (error) {
    if (!(error instanceof UnopenedError)) throw error;
    return { kind: 'unopened', path: error.path, words: error.message };
  }
}
