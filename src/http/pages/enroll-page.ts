import type { FastifyReply, FastifyRequest } from 'fastify';
import { isHeicPhoto } from '../../domain/photo-format.js';
import { type Read, readText } from '../../operations/links/consent.js';
import type { LinkDesk, OpenLink, SentPage } from '../../operations/links/types.js';
import type { Texts } from '../../render/languages/texts.js';
import { enrollPage } from '../../render/pages/enroll.js';
import { consentText, type PhotoUse } from '../../render/pages/notice-text.js';
import type { Asked, Missing } from '../../render/pages/photo-form.js';
import { problemIn } from '../problem-in.js';
import type { Server } from '../server.js';
import { signalOf } from '../signal-of.js';
import { headersOf } from '../told.js';
import type { Assets } from './assets.js';
import {
  expiredPage,
  GONE_PAGE,
  type PageAnswer,
  problemPage,
  submittedPage,
} from './page-answer.js';
import { type PageForm, withForm } from './page-form.js';
import { SecondThought } from './second-thought.js';
import { textsFor, type Visit } from './visit.js';

/** The page by which people enroll themselves. */
export class EnrollPage {
  readonly #question = new SecondThought();

  constructor(
    private readonly server: Server,
    private readonly desk: LinkDesk,
    private readonly assets: Assets,
  ) {}

  /** Shows where the link stands, and changes nothing. */
  show({ open }: Visit, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const texts = textsFor(this.desk, request);
    return this.#send(reply, texts, this.#standing(open, texts));
  }

  /** Does what the form says. */
  async act(visit: Visit, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { open } = visit;
    if (!open) return this.show(visit, request, reply);
    return withForm(this.server, request, async (form) => {
      const texts = textsFor(this.desk, request, form.language);
      const answer = await this.#done(visit.token, open, form, texts, signalOf(reply));
      return this.#send(reply, texts, answer);
    });
  }

  /** Tells the person what went wrong with a request. */
  tell(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const problem = problemIn(error, request);
    const texts = textsFor(this.desk, request);
    const open = request.visit?.open;
    const asked = open?.state === 'works' ? this.#asked(open, texts, false) : undefined;
    reply.headers(headersOf(problem, 'ApiKey'));
    return this.#send(reply, texts, problemPage(problem, asked));
  }

  async #done(
    token: string,
    open: OpenLink,
    form: PageForm,
    texts: Texts,
    signal: AbortSignal,
  ): Promise<PageAnswer> {
    if (form.act === 'again' && open.state === 'expired') return this.#again(token);
    if (form.act === 'again' || open.state === 'expired') return this.#standing(open, texts);
    const { consent, digest } = this.#read(open, texts);
    if (form.act === 'no') {
      const about = `${open.link.linkId} ${digest}`;
      if (this.#question.isAnswered(about, form.sure)) return this.#decline(token, open, consent);
      return { status: 200, state: { kind: 'sure', sure: this.#question.ask(about) } };
    }
    // What they agree to must be what they have read, and that may have changed meanwhile.
    const hasChanged = form.read !== undefined && form.read !== digest;
    const agrees = form.agrees && !hasChanged;
    const asked = this.#asked(open, texts, agrees);
    const { photo } = form;
    if (!agrees || !photo) {
      const missing: Missing[] = [...(agrees ? [] : ['agree' as const])];
      if (!photo) missing.push('photo');
      return { status: 422, state: { kind: 'form', asked: { ...asked, missing, hasChanged } } };
    }
    const submitted = await this.#submit(token, { photo, consent }, signal);
    return submittedPage(submitted, asked);
  }

  async #decline(token: string, { link }: OpenLink, consent: Read['consent']): Promise<PageAnswer> {
    const isKept = await this.desk.decline(token, consent);
    return isKept ? { status: 200, state: { kind: 'no', until: link.expiresAt } } : GONE_PAGE;
  }

  async #submit(token: string, sent: SentPage, signal: AbortSignal) {
    const submitted = await this.desk.submit(token, sent, { signal });
    const isUnsupported = submitted.kind === 'failed' && submitted.code === 'UNSUPPORTED_FORMAT';
    return isUnsupported && isHeicPhoto(sent.photo.bytes)
      ? { ...submitted, code: 'HEIC' }
      : submitted;
  }

  async #again(token: string): Promise<PageAnswer> {
    const sent = await this.desk.askAgain(token);
    if (sent === 'gone') return GONE_PAGE;
    return { status: 200, state: { kind: 'sent', isBefore: sent === 'too soon' } };
  }

  #standing(open: OpenLink | undefined, texts: Texts): PageAnswer {
    if (!open) return GONE_PAGE;
    if (open.state === 'expired') return expiredPage(this.desk, open);
    return { status: 200, state: { kind: 'form', asked: this.#asked(open, texts, false) } };
  }

  #asked(open: OpenLink, texts: Texts, hasAgreed: boolean): Asked {
    const { link, triesLeft } = open;
    const { digest } = this.#read(open, texts);
    return { use: this.#use(open), until: link.expiresAt, triesLeft, digest, hasAgreed };
  }

  #read(open: OpenLink, texts: Texts): Read {
    const { notice } = this.desk.settings;
    return readText(notice, texts.language, consentText(texts, notice, this.#use(open)));
  }

  #use({ keptUntil, link }: OpenLink): PhotoUse {
    const { storeThumbnails, profileImage } = this.server.service.settings;
    const keepsPicture = storeThumbnails !== 'none' || profileImage === true;
    return { keptUntil, keepsPicture, isReviewed: link.terms.review };
  }

  #send(reply: FastifyReply, texts: Texts, { status, state }: PageAnswer): FastifyReply {
    const { languages, notice } = this.desk.settings;
    const around = {
      ...{ texts, asker: notice, languages: languages.all },
      assets: {
        style: this.assets.addressOf('page.css'),
        script: this.assets.addressOf('enroll.js'),
      },
    };
    return reply
      .code(status)
      .type('text/html; charset=utf-8')
      .header('content-language', texts.language)
      .send(enrollPage(around, state));
  }
}
