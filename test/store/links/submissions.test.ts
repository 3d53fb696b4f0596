import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/store/links/submissions.js';
import { changing } from '../../support/api-keys.js';
import { filesWith, newKey } from '../../support/keys.js';
import { BOB, jpegOf, linkScene, minutesLater, submissionOf, submit } from '../../support/links.js';

const DENIED: Decision = {
  ...{ state: 'denied', at: minutesLater(9), by: 'olivia' },
  denial: { reason: 'BLURRED', note: 'Please hold still.' },
};

const APPROVED: Decision = { ...DENIED, state: 'approved', denial: null };

describe.each([
  ['plain', undefined],
  ['encrypted', newKey()],
])('a photo that waits in a database that is %s', (name, key) => {
  it('is there with what is known of it', () => {
    const { store } = linkScene(key);
    const id = submit(store, jpegOf('Ann'), { linkId: '0123456789ab' });
    const kept = {
      ...submissionOf(),
      ...{ submissionId: id, state: 'waiting', decidedAt: null, decidedBy: null, denial: null },
    };
    expect(id).toMatch(/^[0-9a-f]{12}$/);
    expect(store.submissions.find(id)).toEqual(kept);
    expect(store.submissions.waiting('default')).toEqual([kept]);
    expect(store.submissions.ofUser('default', 'ann')).toEqual([kept]);
    expect(store.submissions.photos(id)).toEqual({ sent: jpegOf('Ann'), edited: undefined });
    expect([store.submissions.waiting('visitors'), store.submissions.find('none')]).toEqual([
      [],
      undefined,
    ]);
  });

  it('waits in turn', () => {
    const { store } = linkScene(key);
    const second = submit(store, jpegOf('Bob'), { ...BOB, sentAt: minutesLater(2) });
    const first = submit(store, jpegOf('Ann'), { sentAt: minutesLater(1) });
    const ids = store.submissions.waiting('default').map(({ submissionId }) => submissionId);
    expect(ids).toEqual([first, second]);
  });

  it('takes the place of one that the same user sent before', () => {
    const { store } = linkScene(key);
    const before = submit(store, jpegOf('Ann at home'));
    const after = submit(store, jpegOf('Ann'), { sentAt: minutesLater(5) });
    expect(store.submissions.find(before)).toMatchObject({
      ...{ state: 'replaced', decidedAt: minutesLater(5), decidedBy: null },
    });
    expect(store.submissions.photos(before)).toBeUndefined();
    expect(store.submissions.photos(after)?.sent).toEqual(jpegOf('Ann'));
    expect(store.submissions.waiting('default')).toHaveLength(1);
  });

  it('has, beside it, the photo as an operator has cropped it, and its judgement', () => {
    const { store } = linkScene(key);
    const id = submit(store);
    const judged = { quality: 0.9, liveness: 0.5, measures: {} };
    expect(store.submissions.edit(id, jpegOf('Ann, cropped'), judged)).toBe(true);
    expect(store.submissions.find(id)).toMatchObject(judged);
    expect(store.submissions.photos(id)).toEqual({
      ...{ sent: jpegOf('Ann'), edited: jpegOf('Ann, cropped') },
    });
    store.submissions.edit(id, undefined, judged);
    expect(store.submissions.photos(id)).toEqual({ sent: jpegOf('Ann'), edited: undefined });
  });

  it.each([DENIED, APPROVED])('is decided once, and then the photo is gone: $state', (decision) => {
    const { store, path } = linkScene(key);
    const id = submit(store);
    const judged = { quality: 0.9, liveness: 0.5, measures: {} };
    store.submissions.edit(id, jpegOf('Ann, cropped'), judged);
    const decided = () => changing(store, () => store.submissions.decide(id, decision));
    expect([decided(), decided()]).toEqual([true, false]);
    const { at: decidedAt, by: decidedBy, ...more } = decision;
    expect(store.submissions.find(id)).toMatchObject({ ...more, decidedAt, decidedBy });
    expect(store.submissions.photos(id)).toBeUndefined();
    expect(store.submissions.edit(id, jpegOf('Ann'), judged)).toBe(false);
    expect(store.submissions.waiting('default')).toEqual([]);
    store.close();
    for (const photo of [jpegOf('Ann'), jpegOf('Ann, cropped')]) {
      expect(filesWith(dirname(path), photo)).toEqual([]);
    }
  });

  it('stands in the file only where nothing is encrypted', () => {
    const { store, path } = linkScene(key);
    submit(store);
    store.close();
    expect(filesWith(dirname(path), jpegOf('Ann'))).toEqual(name === 'plain' ? ['test.db'] : []);
  });
});

it('cannot wait without a photo', () => {
  const { store } = linkScene();
  const id = submit(store);
  const decide = () => store.submissions.decide(id, { ...DENIED, state: 'waiting' as never });
  expect(decide).toThrow(/CHECK/);
  expect(store.submissions.photos(id)?.sent).toEqual(jpegOf('Ann'));
});
