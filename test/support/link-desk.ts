import type { Link } from '../../src/domain/link.js';
import {
  DEFAULT_TERMS,
  type LinkDesk,
  type LinkSettings,
  type OpenLink,
  type SentPage,
  type Submitted,
} from '../../src/operations/links/types.js';
import { languagesOf } from '../../src/render/languages/languages.js';
import { ENGLISH } from '../../src/render/languages/texts.js';

/** Some languages: the words of two say so, so that it is seen which one a page has. */
const LANGUAGES = languagesOf(
  new Map([
    ['en', ENGLISH],
    ['de', { ...ENGLISH, 'language.name': 'Deutsch', 'page.title': 'Ihr Foto' }],
    ['ar', { ...ENGLISH, 'language.name': 'العربية', 'page.title': 'أضف صورتك' }],
  ]),
);

/** What a server says of itself, unless told. */
const SETTINGS: LinkSettings = {
  notice: { company: 'Example Ltd', contact: 'badges@example.com', texts: {} },
  languages: LANGUAGES,
  publicUrl: 'https://faces.example.com',
  mailLanguage: 'en',
  mailTemplate: undefined,
  transport: { send: neverCalled, check: neverCalled, close: () => {} },
  mailRate: 60,
};

export const LINK: Link = {
  linkId: '0123456789ab',
  collection: 'staff',
  userId: '<1001>',
  createdAt: '2026-03-01T08:00:00.000Z',
  expiresAt: '2026-03-02T08:00:00.000Z',
  terms: DEFAULT_TERMS,
  tried: 0,
  lastFailure: null,
  endedAt: null,
  endedBy: null,
  declinedAt: null,
};

/** A link that works. */
export const OPEN: OpenLink = { link: LINK, state: 'works', triesLeft: 10, keptUntil: null };

/** Links by their tokens, and what people did. */
export class FakeLinkDesk implements LinkDesk {
  /** Everything that was asked for, but looks. */
  readonly done: unknown[] = [];
  readonly settings: LinkSettings;
  submitted: Submitted | Error = { kind: 'enrolled' };
  asked: 'sent' | 'too soon' | 'gone' = 'sent';
  isKept = true;
  looks = 0;

  constructor(
    readonly links: ReadonlyMap<string, OpenLink> = new Map([['t', OPEN]]),
    settings: Partial<LinkSettings> = {},
  ) {
    this.settings = { ...SETTINGS, ...settings };
  }

  open(token: string): OpenLink | undefined {
    this.looks += 1;
    return this.links.get(token);
  }

  async submit(token: string, sent: SentPage): Promise<Submitted> {
    this.done.push({ submit: token, ...sent });
    if (this.submitted instanceof Error) throw this.submitted;
    return this.submitted;
  }

  async decline(token: string, consent: SentPage['consent']): Promise<boolean> {
    this.done.push({ decline: token, consent });
    return this.isKept;
  }

  async askAgain(token: string): Promise<'sent' | 'too soon' | 'gone'> {
    this.done.push({ again: token });
    return this.asked;
  }
}

async function neverCalled(): Promise<never> {
  throw new Error('the page sends no mail itself');
}
