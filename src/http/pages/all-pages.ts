import type { FastifyInstance } from 'fastify';
import { REVIEW } from '../../render/pages/review/layout.js';
import type { Server } from '../server.js';
import { addAssets, loadAssets } from './assets.js';
import { addReviewPages } from './review/routes.js';
import { addPages, ENROLL_PREFIX, type TellPage } from './routes.js';

/**
 * Adds the pages for people, and what they load.
 *
 * @returns who tells what is wrong with an address that no route can have, by its first part
 */
export async function addAllPages(
  app: FastifyInstance,
  server: Server,
  publicUrl: string | undefined,
): Promise<ReadonlyMap<string, TellPage>> {
  const { links, reviews } = server;
  const tellers = new Map<string, TellPage>();
  if (!links && !reviews) return tellers;
  const assets = loadAssets();
  addAssets(app, assets);
  if (links) tellers.set(ENROLL_PREFIX, await addPages(app, server, links, assets));
  if (reviews) {
    tellers.set(REVIEW, await addReviewPages(app, server, { reviews, assets, publicUrl }));
  }
  return tellers;
}
