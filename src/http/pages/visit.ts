import type { FastifyRequest } from 'fastify';
import type { LinkDesk, OpenLink } from '../../operations/links/types.js';
import type { Texts } from '../../render/languages/texts.js';
import { LINK_REQUESTS, POSTS_OF_ONE, UNKNOWN_LINKS } from '../limits.js';
import { Problem } from '../problem.js';
import { networkOf, Throttle } from '../throttle.js';

/** Somebody at the page of a link. */
export interface Visit {
  readonly token: string;
  /** Undefined if the token is unknown, used or revoked. */
  readonly open: OpenLink | undefined;
}

/** Lets visitors in, as many as are no attack. */
export class Door {
  readonly #unknown: Throttle;
  readonly #links: Throttle;
  readonly #posts: Throttle;

  constructor(
    private readonly desk: LinkDesk,
    now?: () => number,
  ) {
    this.#unknown = new Throttle(UNKNOWN_LINKS.atMost, UNKNOWN_LINKS.spanMs, now);
    this.#links = new Throttle(LINK_REQUESTS.atMost, LINK_REQUESTS.spanMs, now);
    this.#posts = new Throttle(POSTS_OF_ONE.atMost, POSTS_OF_ONE.spanMs, now);
  }

  /**
   * Looks whose link it is, before a body is read. A link that works does so for whoever shares an
   * address with somebody who guesses: a company, or a mail scanner.
   *
   * @throws {Problem} when too many come.
   */
  enter({ method, ip }: Pick<FastifyRequest, 'method' | 'ip'>, token: string): Visit {
    const network = networkOf(ip);
    const open = this.desk.open(token);
    if (!open) pass(this.#unknown, network);
    else {
      if (method === 'POST') pass(this.#posts, network);
      pass(this.#links, open.link.linkId);
    }
    return { token, open };
  }
}

/** Counts a request, or refuses it. */
function pass(throttle: Throttle, name: string): void {
  const ms = throttle.wait(name);
  if (ms !== undefined) {
    throw new Problem('TOO_MANY_REQUESTS', 'too many requests', { retryAfter: ms / 1000 });
  }
  throttle.note(name);
}

/** A tag as a form or an address may name it. */
const TAG = /^[A-Za-z0-9-]{1,35}$/;

/** The texts for a visitor: the language they chose, or one that the browser asks for. */
export function textsFor(
  { settings }: LinkDesk,
  { query, headers }: Pick<FastifyRequest, 'query' | 'headers'>,
  field?: string,
): Texts {
  const { languages, mailLanguage } = settings;
  const chosen = [field, (query as { readonly lang?: unknown } | undefined)?.lang]
    .filter((tag) => typeof tag === 'string' && TAG.test(tag))
    .map((tag) => languages.lookup(tag as string));
  const language = chosen.find((tag) => tag !== undefined);
  return languages.texts(language ?? languages.lookup(headers['accept-language']) ?? mailLanguage);
}
