import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Key, mayUse, requireScope } from '../../caller.js';
import { Problem } from '../../problem.js';
import type { Reviews, Server } from '../../server.js';
import { endedCookie, sessionCookie, sessionIdOf } from './cookie.js';
import { requireOwnSite } from './origin.js';
import { isOwnForm, type Session, Sessions } from './sessions.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The operator of a request for the review page, once that is looked up. */
    operator: Operator | null;
  }
}

/** Who is at the review page. */
export interface Operator {
  readonly session: Session;
  readonly key: Key;
}

/** Lets operators in. */
export class DeskDoor {
  readonly #sessions: Sessions;

  constructor(
    private readonly server: Server,
    private readonly reviews: Reviews,
    private readonly publicUrl: string | undefined,
    now?: () => number,
  ) {
    this.#sessions = new Sessions(now);
  }

  /** Looks who it is, before a body is read. The key is looked up each time: it may be revoked. */
  enter(request: FastifyRequest): void {
    if (request.method === 'POST') requireOwnSite(request, this.publicUrl);
    const id = sessionIdOf(request);
    const session = id === undefined ? undefined : this.#sessions.find(id);
    if (id === undefined || !session) return;
    const key = this.reviews.findKeyById(session.keyId);
    if (key?.scopes.includes('review')) request.operator = { session, key };
    else this.#sessions.end(id);
  }

  /** @throws {Problem} when the form was not made for the session. */
  requireOwnForm({ session }: Operator, form: URLSearchParams): void {
    if (isOwnForm(session, form.get('csrf'))) return;
    throw new Problem('INVALID_REQUEST', 'the form does not belong to this session', {
      status: 403,
      advice: 'Open the page again, and repeat what you did.',
    });
  }

  /**
   * Begins a session; a former one of the browser ends.
   *
   * @throws {Problem} when the key is wrong, lacks the scope, or the address has tried too many.
   */
  signIn(request: FastifyRequest, reply: FastifyReply, presented: string): void {
    const { findKey, wrongKeys } = this.server;
    wrongKeys.refuse(request.ip);
    const key = presented === '' ? undefined : findKey(presented);
    if (!key) {
      wrongKeys.note(request.ip);
      throw new Problem('KEY_INVALID', 'the key is wrong, revoked or expired');
    }
    requireScope(key, 'review');
    this.server.used(key, 'reviewSignIn');
    this.#forget(request);
    const id = this.#sessions.begin(key.keyId);
    reply.header('set-cookie', sessionCookie(id, this.#isHttps(request)));
  }

  signOut(request: FastifyRequest, reply: FastifyReply): void {
    this.#forget(request);
    reply.header('set-cookie', endedCookie(this.#isHttps(request)));
  }

  #forget(request: FastifyRequest): void {
    const id = sessionIdOf(request);
    if (id !== undefined) this.#sessions.end(id);
  }

  #isHttps({ protocol }: FastifyRequest): boolean {
    return protocol === 'https' || this.publicUrl?.startsWith('https:') === true;
  }
}

/** The collections that an operator may know of. */
export function ownCollections({ desk }: Reviews, key: Key) {
  return desk.collections().filter(({ name }) => mayUse(key, name));
}
