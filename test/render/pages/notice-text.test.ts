import { describe, expect, it, test } from 'vitest';
import { html, textOf } from '../../../src/render/html.js';
import { enrollPage } from '../../../src/render/pages/enroll.js';
import { consentText, noticeHtml } from '../../../src/render/pages/notice-text.js';
import { ASKED, ASKER, around } from '../../support/drawn-pages.js';
import { innerTextOf } from '../../support/pages.js';

const { texts } = around('en');
const USE = ASKED.use;

describe('before the photo people read', () => {
  it.each([
    ['nothing of a picture that is not stored', { keepsPicture: false }, false, 'small picture'],
    ['that a picture is stored', { keepsPicture: true }, true, 'small picture'],
    ['nothing of people who do not look at it', { isReviewed: false }, false, 'An employee'],
    ['that somebody looks at it', { isReviewed: true }, true, 'An employee'],
    ['until when it is kept', { keptUntil: '2027-01-31' }, true, 'deleted on January 31, 2027 at'],
    ['that no end is set', { keptUntil: null }, true, 'until you withdraw your consent'],
    ['that no end is set, if it is no date', { keptUntil: 'soon' }, true, 'until you withdraw'],
  ])('%s', (_, more, isThere, words) => {
    expect(consentText(texts, ASKER, { ...USE, ...more }).includes(words)).toBe(isThere);
  });

  it('where the privacy policy is, if there is one', () => {
    expect(consentText(texts, ASKER, USE)).toContain(`Privacy policy: ${ASKER.privacyUrl}`);
    const without = { ...ASKER, privacyUrl: undefined };
    expect(consentText(texts, without, USE)).not.toContain('Privacy policy');
    expect(textOf(noticeHtml(texts, without, USE, false))).not.toContain('href');
  });
});

test.each(['en', 'de', 'ar'])(
  'what is kept of a consent is what the page shows, in %s',
  (language) => {
    const use = { keptUntil: '2027-01-31', keepsPicture: true, isReviewed: true };
    const { texts } = around(language);
    for (const hasAgreed of [false, true]) {
      const state = { kind: 'form', asked: { ...ASKED, use, hasAgreed } } as const;
      const shown = innerTextOf(enrollPage(around(language), state)).replace(/\s+/g, ' ');
      const kept = consentText(texts, ASKER, use).split('\n\n').join(' ');
      expect(shown).toContain(kept);
    }
  },
);

test('it can be folded', () => {
  expect(textOf(noticeHtml(texts, ASKER, USE, true))).toContain('<details>');
  expect(textOf(html`${noticeHtml(texts, ASKER, USE, false)}`)).not.toContain('<details');
});
