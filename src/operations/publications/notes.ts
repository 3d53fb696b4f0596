import { postgresPlace } from '../../postgres/place.js';
import { leftText, publicationText } from '../../render/publish.js';
import type { Context } from '../context.js';

/** How the tables stand that a collection is published to. */
export function publicationNotes({
  store,
  collection,
  host,
}: Pick<Context, 'store' | 'collection' | 'host'>) {
  const own = store.publications.states().filter((one) => one.collection === collection);
  return own.flatMap((state) => {
    const { shown: at } = postgresPlace(state.address);
    const left = leftText({ ...state, at, done: 0, left: state.stale }, host.typed?.database);
    return [publicationText({ ...state, at }), ...(left === undefined ? [] : [left])];
  });
}
