import type { Context } from '../operations/context.js';
import type { Host } from '../operations/host.js';
import { openedOf } from './opened.js';
import type { Gallery } from './types.js';

/** Whoever calls a library has no screen: what is no result is told to nobody. */
const CALLER: Host = {
  env: process.env,
  get cwd() {
    return process.cwd();
  },
  get shownFrom() {
    return process.cwd();
  },
  isWatched: false,
  tell: () => {},
};

/**
 * What operations work in when a caller asks for them.
 *
 * @throws {FatalError} when the gallery is closed.
 */
export function contextOf(gallery: Gallery, signal?: AbortSignal): Context {
  const { store, reference } = openedOf(gallery);
  const { database: db, collection } = gallery;
  return { ...{ host: CALLER, store, db, collection, reference }, signal };
}
