import type { FastifyRequest } from 'fastify';

const NAME = 'faceenroll_review';

/** Where browsers send it. */
const PLACE = 'Path=/review; HttpOnly; SameSite=Strict';

/** The ID of the session that a request names. */
export function sessionIdOf({ headers }: Pick<FastifyRequest, 'headers'>): string | undefined {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === NAME)?.[1];
}

/** Of a session that begins; it ends with the browser, or before. */
export function sessionCookie(id: string, isHttps: boolean): string {
  return `${NAME}=${id}; ${PLACE}${isHttps ? '; Secure' : ''}`;
}

/** Makes the browser forget it. */
export function endedCookie(isHttps: boolean): string {
  return `${sessionCookie('', isHttps)}; Max-Age=0`;
}
