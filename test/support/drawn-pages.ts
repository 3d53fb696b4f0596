import { languagesOf } from '../../src/render/languages/languages.js';
import { type Catalog, ENGLISH, type TextKey } from '../../src/render/languages/texts.js';
import type { EnrollState } from '../../src/render/pages/enroll.js';
import type { Surroundings } from '../../src/render/pages/layout.js';
import type { Asked } from '../../src/render/pages/photo-form.js';

/** A catalog whose texts say so. */
function marked(name: string, mark: string): Catalog {
  const texts = Object.entries(ENGLISH).map(([key, text]) => [key, `${mark} ${text}`]);
  return { ...(Object.fromEntries(texts) as Record<TextKey, string>), 'language.name': name };
}

const LANGUAGES = languagesOf(
  new Map([
    ['en', ENGLISH],
    ['de', marked('Deutsch', 'Ä')],
    ['ar', marked('العربية', 'ع')],
  ]),
);

export const ASKER = {
  company: 'Example Ltd',
  contact: 'badges@example.com',
  privacyUrl: 'https://example.com/privacy?a=1&b=2',
};

/** A page in one of the languages en, de and ar. */
export function around(language: string): Surroundings {
  return {
    ...{ texts: LANGUAGES.texts(language), asker: ASKER, languages: LANGUAGES.all },
    assets: { style: '/assets/page.0.css', script: '/assets/enroll.0.js' },
  };
}

export const ASKED: Asked = {
  use: { keptUntil: null, keepsPicture: false, isReviewed: false },
  until: '2026-12-02T08:00:00Z',
  triesLeft: 9,
  digest: '0123456789ab',
  hasAgreed: false,
};

/** Every state of the page, with all that may be in it. */
export const STATES: Readonly<Record<string, EnrollState>> = {
  form: { kind: 'form', asked: ASKED },
  'form with all texts': {
    kind: 'form',
    asked: { ...ASKED, use: { keptUntil: '2027-01-31', keepsPicture: true, isReviewed: true } },
  },
  'form that lacks all': { kind: 'form', asked: { ...ASKED, missing: ['agree', 'photo'] } },
  'form whose notice has changed': {
    kind: 'form',
    asked: { ...ASKED, missing: ['agree'], hasChanged: true },
  },
  'form that lacks a photo': {
    kind: 'form',
    asked: { ...ASKED, hasAgreed: true, missing: ['photo'] },
  },
  failed: {
    kind: 'failed',
    asked: { ...ASKED, hasAgreed: true },
    failure: {
      ...{ code: 'FACE_QUALITY_TOO_LOW', problems: ['eyesOpen', 'headPosePitch.low'] },
      picture: 'SlBFRw==',
    },
  },
  'failed, without a picture': {
    kind: 'failed',
    asked: ASKED,
    failure: { code: 'MULTIPLE_FACES', problems: [] },
  },
  exhausted: { kind: 'exhausted' },
  'exhausted by a photo': {
    kind: 'exhausted',
    failure: { code: 'FACE_NOT_FOUND', problems: [], picture: 'SlBFRw==' },
  },
  enrolled: { kind: 'enrolled' },
  waiting: { kind: 'waiting' },
  gone: { kind: 'gone' },
  throttled: { kind: 'throttled' },
  expired: { kind: 'expired', canSend: true },
  'expired, without mail': { kind: 'expired', canSend: false },
  sent: { kind: 'sent', isBefore: false },
  'sent before': { kind: 'sent', isBefore: true },
  sure: { kind: 'sure', sure: '1.c3VyZQ' },
  no: { kind: 'no', until: '2026-12-02T08:00:00Z' },
  busy: { kind: 'busy', isLost: false, asked: ASKED },
  'busy, without a link': { kind: 'busy', isLost: true, asked: undefined },
};
