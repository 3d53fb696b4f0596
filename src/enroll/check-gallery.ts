import { checkTable, LEAST_TEMPLATES, type TableCheck } from '../domain/table-check.js';
import type { Thresholds } from '../store/thresholds.js';
import { compareGallery, type Measured } from './compare-gallery.js';
import type { EncoderFacts } from './identity/check.js';
import { LEAST_USERS } from './measure-gallery.js';
import { sizesOf } from './template-counts.js';

/** 4,000 templates, each compared with each: eight million pairs, 0.3 s of work. */
const PART = { mostTemplates: 4000, seed: 1, top: 0 };

/**
 * Compares the similarities in a collection with the table that its searches use, its own or that
 * of the pack.
 *
 * @param added templates just enrolled, and users whose first ones are among them
 * @returns null if there is no table, or there are too few templates or users
 */
export async function checkGallery(
  store: Measured & { readonly thresholds: Pick<Thresholds, 'get'> },
  encoder: EncoderFacts,
  added: { readonly templates: number; readonly users: number },
): Promise<TableCheck | null> {
  const own = store.thresholds.get(store.templates.encoder);
  const table = own ?? encoder.thresholds;
  if (!table) return null;
  const counts = store.templates.counts();
  const now = sizesOf(counts).templates;
  if (now < LEAST_TEMPLATES || counts.size < LEAST_USERS) return null;
  const compared = await compareGallery(store, counts, encoder.dimensions, PART);
  const inUse = { table, ownTable: own !== undefined };
  // With too few users nothing was reported, however many templates they had.
  const wasCheckable = counts.size - added.users >= LEAST_USERS;
  const before = wasCheckable ? now - added.templates : 0;
  return checkTable(compared, inUse, { users: compared.comparedUsers, now, before }) ?? null;
}
