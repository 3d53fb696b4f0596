import type { FastifyRequest } from 'fastify';
import { REVIEW } from '../../../render/pages/review/layout.js';
import { formIn } from './form-body.js';

/** One photo, or a part of the queue. */
const PAGE = new RegExp(`^${REVIEW}(?:/[0-9a-f]{12}|[?][\\w=&%.+-]*)?`);

/** The page of operators to which an address belongs; for all others the queue. */
function pageOf(address: string): string {
  return PAGE.exec(address)?.[0] ?? REVIEW;
}

/** Where somebody wants to be who must sign in first. */
export function wantedPage(request: Pick<FastifyRequest, 'url' | 'body'>): string {
  return pageOf(formIn(request).get('next') ?? request.url);
}
