import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { AuditAction } from '../../src/store/audit.js';
import { Store } from '../../src/store/store.js';
import { newPath } from '../support/keys.js';

const NOW = '2026-11-21T12:00:00.000Z';

let store: Store;

beforeEach(() => {
  store = Store.open(newPath(), false);
  onTestFinished(() => store.close());
});

/** Adds an audit row, as whoever changes the collection does. */
function record(
  action: AuditAction,
  userId: string,
  { detail = {}, collection = 'default' }: { detail?: object; collection?: string } = {},
): void {
  const part = store.collection(collection, '');
  part.transaction(() => part.audit.record(action, { userId }, detail, NOW));
}

const news = (since = 0) => store.galleryNews('default', { since });

describe('the news of a collection', () => {
  it('is nothing in an empty audit', () => {
    expect(news()).toEqual({ position: 0, users: [], faces: false });
  });

  it('names users who came or changed, and both IDs of who was renamed', () => {
    record('USER_CREATED', 'ann');
    record('USER_UPDATED', 'ann');
    record('USER_RENAMED', 'bea', { detail: { from: 'bea', to: 'bo' } });
    record('NEW_TEMPLATE_CREATED', 'cy');
    expect(news()).toEqual({ position: 4, users: ['ann', 'bea', 'bo'], faces: false });
  });

  it('tells that faces went', () => {
    record('TEMPLATE_DELETED', 'ann');
    expect(news()).toEqual({ position: 1, users: [], faces: true });
  });

  it('has what came since a row, in this collection alone', () => {
    record('USER_CREATED', 'ann');
    record('USER_CREATED', 'visitor', { collection: 'visitors' });
    record('USER_CREATED', 'bo');
    expect(news(1)).toEqual({ position: 3, users: ['bo'], faces: false });
    expect(news(3)).toEqual({ position: 3, users: [], faces: false });
  });

  it('leaves out what one run has done', () => {
    const own = store.runLife.start(
      { command: 'import-faces', input: '/photos', options: {}, collection: 'default' },
      { encoder: 'e', extractor: 'x', ignoreCase: false },
      NOW,
    );
    store.once(() => own.audit.record('USER_CREATED', { userId: 'own' }, {}, NOW));
    record('USER_CREATED', 'ann');
    const { runId } = own;
    store.runLife.finish(own);
    expect(store.galleryNews('default', { since: 0, runId }).users).toEqual(['ann']);
    expect(news().users).toEqual(['own', 'ann']);
  });
});
