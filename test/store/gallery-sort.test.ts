import { expect, it } from 'vitest';
import { sampleOf, userData } from '../support/entries.js';
import { newStore, startRun } from '../support/store.js';

/** Ann has two faces, one of them without quality and liveness; Bo has none. */
function gallery() {
  const store = newStore();
  const run = startRun(store);
  for (const userId of ['ann', 'bo', 'cy']) run.users.create(userId, userData(), 'now');
  const add = (userId: string, slot: number, measured: object, now: string) => {
    const template = { faceId: `${userId} ${slot}`, userId, slot, fileName: 'a.jpg' };
    run.templates.add(template, { ...sampleOf(template.faceId), ...measured }, now);
  };
  add('ann', 1, { quality: null, liveness: null }, '2026-01-01');
  add('ann', 2, { quality: 0.5, liveness: 0.5 }, '2026-01-02');
  add('cy', 1, { quality: 0.9, liveness: 0.9 }, '2026-01-03');
  return store.gallery('default');
}

const sort = (name: string, descending: boolean) => ({
  column: { kind: 'own', name } as const,
  descending,
});

it.each([
  [false, ['ann', 'cy', 'bo']],
  [true, ['cy', 'ann', 'bo']],
])('users without a face come last in both directions (descending: %j)', (descending, order) => {
  const found = gallery().users.find({ fields: [] }, sort('enrolled_at', descending));
  expect([...found.all()].map(({ userId }) => userId)).toEqual(order);
});

it.each([
  ['quality', false, ['ann 2', 'cy 1', 'ann 1']],
  ['quality', true, ['cy 1', 'ann 2', 'ann 1']],
  ['liveness', false, ['ann 2', 'cy 1', 'ann 1']],
  ['liveness', true, ['cy 1', 'ann 2', 'ann 1']],
])('faces without %s come last in both directions (descending: %j)', (name, descending, order) => {
  const found = gallery().faces.find({ fields: [] }, sort(name, descending));
  expect([...found.all()].map(({ faceId }) => faceId)).toEqual(order);
});
