import { describe, expect, it } from 'vitest';
import type { Submission } from '../../../src/domain/review.js';
import type { ReviewItem } from '../../../src/domain/reviewed.js';
import type { ShownItem } from '../../../src/render/pages/review/facts.js';
import { type ItemPage, itemContent } from '../../../src/render/pages/review/item.js';
import {
  type OperatorContent,
  operatorDocument,
  type SignedIn,
} from '../../../src/render/pages/review/layout.js';
import { queueContent } from '../../../src/render/pages/review/queue.js';
import { problemContent, signInContent } from '../../../src/render/pages/review/sign-in.js';
import { htmlFaults } from '../../support/html-faults.js';
import { innerTextOf } from '../../support/pages.js';

const SIGNED_IN: SignedIn = {
  ...{ name: 'front desk', csrf: 'c', collection: 'b & c' },
  collections: [
    { name: 'a', waiting: 0 },
    { name: 'b & c', waiting: 2 },
  ],
};

const SUBMISSION: Submission = {
  ...{ submissionId: '0123456789ab', collection: 'b & c', userId: 'ü 1/2', linkId: 'l1' },
  ...{ sentAt: '2026-12-02T08:30:00Z', language: 'de', state: 'waiting' },
  reasons: [{ code: 'DUPLICATE', message: 'the face looks like "1002"' }],
  ...{ quality: 0.8, liveness: 0.9, measures: { headPoseYaw: 12.3456 } },
  ...{ decidedAt: null, decidedBy: null, denial: null },
};

const DENIED: Submission = {
  ...{ ...SUBMISSION, submissionId: 'ba9876543210', state: 'denied', decidedBy: 'front desk' },
  ...{ decidedAt: '2026-12-03T09:00:00Z', denial: { reason: 'OTHER', note: 'No hat.' } },
};

const ITEM: ReviewItem = {
  ...{ ...SUBMISSION, name: 'Ann', ownSimilarity: 0.456, failure: null, isEdited: true },
  looksLike: [{ userId: '1003', similarity: 0.789, faceId: 'f', name: null } as never],
};

const SHOWN: ShownItem = {
  ...{ submission: SUBMISSION, name: 'Ann', item: ITEM, decidedBy: null },
  onRecord: new Set([SUBMISSION.userId, '1003']),
};

const FAILING: ShownItem = {
  ...{ ...SHOWN, submission: { ...SUBMISSION, submissionId: 'abcdefabcdef' } },
  item: { ...ITEM, looksLike: [], failure: { code: 'FACE_NOT_FOUND', message: 'no face' } },
};

const PAGE: ItemPage = {
  ...{ shown: SHOWN, history: [DENIED], place: { position: 2, of: 3 }, canEdit: true },
  ...{ next: 'aaaaaaaaaaaa', previous: 'bbbbbbbbbbbb', version: 'v', isTold: true },
};

const QUEUE = { items: [SHOWN, FAILING], waiting: 52, page: 2, pages: 3 };

const DRAFT = { reason: 'OTHER', note: '<hat>', problem: 'it needs more', marked: [] };

const STATES: Readonly<Record<string, OperatorContent>> = {
  'sign-in': signInContent('/review'),
  'sign-in, refused': signInContent('/review', 'the key is wrong'),
  problem: problemContent('it is gone', 'look again', '/review'),
  queue: queueContent(SIGNED_IN, QUEUE),
  'queue, not looked at yet': queueContent(SIGNED_IN, {
    ...{ ...QUEUE, page: 1, pages: 1, items: [{ ...SHOWN, item: undefined, name: null }] },
  }),
  'queue with a denial that lacks something': queueContent(SIGNED_IN, {
    ...{ ...QUEUE, draft: { ...DRAFT, marked: [FAILING.submission.submissionId] } },
  }),
  'empty queue': queueContent(SIGNED_IN, { items: [], waiting: 0, page: 1, pages: 1 }),
  item: itemContent(SIGNED_IN, PAGE),
  'item with a denial that lacks something': itemContent(SIGNED_IN, { ...PAGE, draft: DRAFT }),
  'item that fails': itemContent(SIGNED_IN, { ...PAGE, shown: FAILING, canEdit: false }),
  'item that was decided on': itemContent(SIGNED_IN, {
    ...{ ...PAGE, history: [], place: undefined, previous: undefined, isTold: false },
    shown: { ...SHOWN, submission: DENIED, decidedBy: 'front desk' },
  }),
};

function page(name: string): string {
  const around = {
    assets: { styles: ['/assets/page.0.css', '/assets/review.0.css'], script: '/assets/r.0.js' },
    ...{ signedIn: name.startsWith('sign-in') ? undefined : SIGNED_IN, news: ['<done>'] },
  };
  return operatorDocument(around, STATES[name] as OperatorContent);
}

const textOf = (name: string) =>
  innerTextOf(page(name).replace('<body class="review">', '<body>')).replace(/\s+/g, ' ');

describe('a page for operators', () => {
  it.each(Object.keys(STATES))('is valid HTML with one heading: %s', async (name) => {
    const html = page(name);
    expect(await htmlFaults(html)).toEqual([]);
    expect(html.match(/<h1/g)).toHaveLength(1);
  });

  it('of a photo says all that is known of it', () => {
    const text = textOf('item');
    for (const known of [
      ...['ü 1/2 Ann', '2026-12-02 08:30 UTC', 'the face looks like "1002"', '0.80 of 1'],
      ...['0.90 of 1', 'head pose yaw12.3', 'Looks like 1003 (similarity 0.79)', '2 of 3'],
      'Similarity to the face on record0.46',
      'denied by front desk at 2026-12-03 09:00 UTC: The photo was not accepted. “No hat.”',
      'The person is told by e-mail.',
    ]) {
      expect(text).toContain(known);
    }
  });

  it('that must not be approved unseen has a tick for each look-alike', () => {
    const ticks = page('item').match(/name="allow" value="\d+" required/g);
    expect(ticks).toEqual(['name="allow" value="1003" required']);
  });

  it('of a photo that fails says why, and how to edit it', () => {
    const text = textOf('item that fails');
    expect(text).toContain('It cannot be enrolled as it is: no face (FACE_NOT_FOUND)');
    expect(text).toContain('take that back first');
    expect(text).not.toContain('Turn left');
  });

  it('asks for faces on record by user IDs of any kind, and for none that is not there', () => {
    const html = page('item');
    expect(html).toContain('/review/0123456789ab/on-record?user=%C3%BC+1%2F2');
    expect(html).not.toContain('on-record?user=1002');
  });

  it('sends nothing when somebody presses Enter in the queue', () => {
    const [, form = ''] = page('queue').split('<form method="post" id="marked">');
    expect(form.match(/<button[^>]*>/)?.[0]).toBe('<button type="submit" disabled hidden>');
  });
});
