import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pathSpellings } from '../domain/name-text.js';

/** The file's stats; undefined if it does not exist or may not be read. */
export async function photoStats(path: string): Promise<Stats | undefined> {
  for (const spelling of pathSpellings(path)) {
    const stats = await stat(spelling).catch(() => undefined);
    if (stats !== undefined) return stats;
  }
  return undefined;
}
