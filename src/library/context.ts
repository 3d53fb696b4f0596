import type { Context } from '../operations/context.js';
import type { Host } from '../operations/host.js';
import { openedOf } from './opened.js';
import type { Gallery } from './types.js';

/** Whoever calls a library has no screen: what is no result is told to nobody. */
function caller(signal: AbortSignal): Host {
  const { env } = process;
  const cwd = process.cwd();
  const unheard = { isWatched: false, tell: () => {}, note: () => {}, progress: () => {} };
  return { env, cwd, shownFrom: cwd, signal, ...unheard };
}

/**
 * What operations work in when a caller asks for them.
 *
 * @throws {FatalError} when the gallery is closed.
 */
export function contextOf(
  gallery: Gallery,
  signal: AbortSignal = new AbortController().signal,
): Context {
  const { store, reference } = openedOf(gallery);
  const { database: db, collection } = gallery;
  return { host: caller(signal), store, db, collection, reference };
}
