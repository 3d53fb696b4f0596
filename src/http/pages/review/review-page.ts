import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FoundSubmission } from '../../../operations/review/types.js';
import type { DenialDraft } from '../../../render/pages/review/decide.js';
import { type ItemPage, itemContent } from '../../../render/pages/review/item.js';
import {
  type OperatorContent,
  operatorDocument,
  queueAddress,
  type SignedIn,
} from '../../../render/pages/review/layout.js';
import { queueContent } from '../../../render/pages/review/queue.js';
import { problemContent, signInContent } from '../../../render/pages/review/sign-in.js';
import type { Reviews, Server } from '../../server.js';
import { signalOf } from '../../signal-of.js';
import type { Assets } from '../assets.js';
import { type Operator, ownCollections } from './desk-door.js';
import { type Edits, versionOf } from './edits.js';
import type { Looks } from './looks.js';
import { shownItem, withDeciders } from './shown.js';

/** Photos of one page of the queue. */
const PAGE_SIZE = 25;

/** Which part of the queue is wanted: collection and page, as anybody may have written them. */
export type QueueQuery = Readonly<Record<string, unknown>>;

/** What pages for operators are made from. */
export interface ReviewParts {
  readonly server: Server;
  readonly reviews: Reviews;
  readonly looks: Looks;
  readonly edits: Edits;
  readonly assets: Assets;
}

/** The page on which operators decide about photos; it changes nothing. */
export class ReviewPage {
  constructor(private readonly parts: ReviewParts) {}

  /** Asks for a key; `next` is the page that follows. */
  signIn(reply: FastifyReply, next: string, problem?: string): FastifyReply {
    return this.#send(reply, undefined, signInContent(next, problem));
  }

  problem(
    { operator }: FastifyRequest,
    reply: FastifyReply,
    { message, advice }: { readonly message: string; readonly advice?: string | undefined },
  ): FastifyReply {
    const signedIn = operator ? this.#signedIn(operator, undefined) : undefined;
    return this.#send(
      reply,
      undefined,
      problemContent(message, advice, queueAddress(undefined)),
      signedIn,
    );
  }

  /** A part of those that wait in a collection; `draft` is of a denial that is not complete. */
  async queue(
    operator: Operator,
    query: QueueQuery,
    reply: FastifyReply,
    draft?: DenialDraft,
  ): Promise<FastifyReply> {
    const { reviews, looks, server } = this.parts;
    server.used(operator.key, 'reviewPage');
    const signedIn = this.#signedIn(operator, query.collection);
    const all = reviews.desk.list(signedIn.collection);
    const pages = Math.max(1, Math.ceil(all.length / PAGE_SIZE));
    const wanted = Math.trunc(Number(query.page ?? 1)) || 1;
    const page = Math.min(Math.max(1, wanted), pages);
    const ids = all
      .slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)
      .map(({ submissionId }) => submissionId);
    await looks.all(ids, signalOf(reply));
    const items = ids.flatMap((id) => {
      const found = reviews.desk.find(id);
      return found?.state === 'waiting' ? [shownItem(reviews, looks, found)] : [];
    });
    const content = queueContent(signedIn, { items, waiting: all.length, page, pages, draft });
    return this.#send(reply, operator, content, signedIn);
  }

  /** One photo, which is looked at now. */
  async item(
    operator: Operator,
    found: FoundSubmission,
    reply: FastifyReply,
    draft?: DenialDraft,
  ): Promise<FastifyReply> {
    const { reviews, looks, server } = this.parts;
    server.used(operator.key, 'reviewPage');
    const { collection, submissionId } = found;
    if (found.state === 'waiting') await looks.now(submissionId, signalOf(reply));
    const signedIn = this.#signedIn(operator, collection);
    const page = this.#itemPage(reviews.desk.find(submissionId) ?? found);
    const content = itemContent(signedIn, { ...page, draft });
    return this.#send(reply, operator, content, signedIn);
  }

  #itemPage(found: FoundSubmission): ItemPage {
    const { reviews, looks, edits } = this.parts;
    const { desk } = reviews;
    const { collection, userId, submissionId } = found;
    const shown = shownItem(reviews, looks, found);
    const ids = desk.list(collection).map((one) => one.submissionId);
    const at = ids.indexOf(submissionId);
    const others = desk.history(collection, userId);
    const isEdited = shown.item?.isEdited === true;
    const version = versionOf(desk.photo(submissionId));
    return {
      shown,
      history: withDeciders(
        reviews,
        others.filter((one) => one.submissionId !== submissionId),
      ),
      place: at < 0 ? undefined : { position: at + 1, of: ids.length },
      next: at < 0 ? ids[0] : ids[at + 1],
      previous: ids[at - 1],
      version,
      canEdit: edits.before(submissionId, { version, isEdited }) !== undefined,
      isTold: found.hasAddress && desk.canMail,
    };
  }

  /** The collections of the key, and the one that is meant: with a name that it may not know of, another. */
  #signedIn({ key, session }: Operator, named: unknown): SignedIn {
    const { reviews, server } = this.parts;
    const collections = ownCollections(reviews, key);
    const usual = server.service.settings.collection;
    const one =
      collections.find(({ name }) => name === named) ??
      collections.find(({ name }) => name === usual) ??
      collections[0];
    return { name: key.name, csrf: session.csrf, collections, collection: one?.name ?? usual };
  }

  #send(
    reply: FastifyReply,
    operator: Operator | undefined,
    content: OperatorContent,
    signedIn?: SignedIn,
  ): FastifyReply {
    const { assets } = this.parts;
    const news = operator?.session.news ?? [];
    if (operator) operator.session.news = [];
    const around = {
      assets: {
        styles: ['page.css', 'review.css'].map((name) => assets.addressOf(name)),
        script: assets.addressOf('review.js'),
      },
      ...{ signedIn, news },
    };
    return reply.type('text/html; charset=utf-8').send(operatorDocument(around, content));
  }
}
