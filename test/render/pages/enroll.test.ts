import { HtmlValidate } from 'html-validate';
import { describe, expect, it, test } from 'vitest';
import { ENGLISH } from '../../../src/render/languages/texts.js';
import { type EnrollState, enrollPage } from '../../../src/render/pages/enroll.js';
import { ASKED, ASKER, around, STATES } from '../../support/drawn-pages.js';
import { innerTextOf, stateOf } from '../../support/pages.js';

const validator = new HtmlValidate({
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // A matter of taste.
    'doctype-style': 'off',
    // What a page loads comes from where it comes from itself.
    'require-sri': 'off',
  },
});

const page = (state: EnrollState, language = 'en') => enrollPage(around(language), state);

const failed = (code: string, problems: readonly string[] = []): string =>
  page({ kind: 'failed', asked: ASKED, failure: { code, problems } });

describe.each(['en', 'de', 'ar'])('in %s, the page', (language) => {
  it.each(Object.keys(STATES))('is valid HTML: %s', async (name) => {
    const { results } = await validator.validateString(page(STATES[name] as EnrollState, language));
    const found = results.flatMap(({ messages }) => messages);
    expect(found.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`)).toEqual([]);
  });

  it.each(Object.keys(STATES))('has no text of another language, and none open: %s', (name) => {
    const text = innerTextOf(page(STATES[name] as EnrollState, language));
    expect(text).not.toMatch(/[{}]/);
    const mark = { en: undefined, de: 'Ä ', ar: 'ع ' }[language];
    const sentence = 'Questions? Contact';
    expect(text).toContain(mark === undefined ? sentence : `${mark}${sentence}`);
  });
});

test.each(Object.entries(STATES))(
  '%s: one heading, and at most one place for the focus',
  (_, state) => {
    const html = page(state);
    expect(stateOf(html)).toBe(state.kind);
    expect(html.match(/<h1/g)).toHaveLength(1);
    const focused = html.match(/<[^>]* data-focus[ >]/g) ?? [];
    const isFirstLook = state.kind === 'form' && !state.asked.missing;
    expect(focused).toHaveLength(isFirstLook ? 0 : 1);
    expect(html).not.toContain('autofocus');
  },
);

test('nothing is agreed to beforehand, and what was agreed to stays so', () => {
  expect(page({ kind: 'form', asked: ASKED })).not.toContain('value="yes" checked');
  const again = page({ kind: 'form', asked: { ...ASKED, hasAgreed: true, missing: ['photo'] } });
  expect(again).toContain('value="yes" checked');
});

test('who agreed to another text is told so, and who did not agree is told that', () => {
  const of = (hasChanged: boolean) =>
    innerTextOf(page({ kind: 'form', asked: { ...ASKED, missing: ['agree'], hasChanged } }));
  expect(of(true)).toContain(ENGLISH['notice.changed']);
  expect(of(true)).not.toContain(ENGLISH['form.no-consent']);
  expect(of(false)).toContain(ENGLISH['form.no-consent']);
  expect(of(false)).not.toContain(ENGLISH['notice.changed']);
});

test('the title of a busy server says so, unless it was the connection', () => {
  const titleOf = (isLost: boolean) =>
    page({ kind: 'busy', isLost, asked: ASKED }).match(/<h1>(.*)<\/h1>/)?.[1];
  expect(titleOf(false)).toBe('The server is busy');
  expect(titleOf(true)).toBe('Add your photo');
});

test('who presses Enter sends the photo, and does not say no', () => {
  const [, first] = page({ kind: 'form', asked: ASKED })
    .slice(page({ kind: 'form', asked: ASKED }).indexOf('<form id="photo-form"'))
    .match(/<button type="submit" id="(\w+)"/) as RegExpMatchArray;
  expect(first).toBe('send');
});

describe('the reason of a failure', () => {
  it.each([
    ['that has a text', failed('FACE_NOT_FOUND'), ENGLISH['failure.FACE_NOT_FOUND']],
    ['that is for operators alone', failed('WORKER_CRASHED'), ENGLISH['failure.other']],
    [
      'whose measures are not known',
      failed('FACE_QUALITY_TOO_LOW', ['somethingNew']),
      ENGLISH['failure.FACE_QUALITY_TOO_LOW.general'],
    ],
    ['that names a limit', failed('FILE_TOO_LARGE'), 'The photo is larger than 10 MB.'],
  ])('%s is in words', (_, html, text) => {
    expect(innerTextOf(html)).toContain(text);
  });

  it('is no text of another kind, whatever the code is', () => {
    for (const code of ['toString', '../page.title', 'constructor']) {
      expect(innerTextOf(failed(code, [code]))).toContain(ENGLISH['failure.other']);
    }
  });
});

test('the script has all texts that it says, with placeholders that it replaces', () => {
  const [, json = ''] = page({ kind: 'form', asked: ASKED }).match(/data-texts="([^"]*)"/) ?? [];
  const texts = JSON.parse(json.replaceAll('&quot;', '"').replaceAll('&#39;', "'"));
  for (const key of ['camera.open', 'send.going', 'photo.other', 'failure.HEIC', 'form.no-photo']) {
    expect(Object.keys(texts)).toContain(key);
  }
  expect(texts['camera.countdown']).toBe('Photo in {n}');
  expect(Object.keys(texts)).not.toContain('mail.greeting');
});

test('only a page with a form loads the script', () => {
  for (const [name, state] of Object.entries(STATES)) {
    const html = page(state);
    expect([name, html.includes('<script')]).toEqual([name, html.includes('id="photo-form"')]);
  }
});

describe('the contact', () => {
  const withContact = (contact: string) =>
    enrollPage({ ...around('en'), asker: { ...ASKER, contact } }, { kind: 'gone' });

  it('is a link if it is a mail address', () => {
    expect(withContact('a+b@example.com')).toContain(
      '<a href="mailto:a+b@example.com">a+b@example.com</a>.',
    );
  });

  it('is text if it is none', () => {
    const html = withContact('room 12 <b>');
    expect(html).toContain('Contact room 12 &lt;b&gt;.');
    expect(html).not.toContain('mailto');
  });
});
