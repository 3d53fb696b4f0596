import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pathSpellings } from '../domain/name-text.js';

/** What the system says of a photo's file; undefined of one that is gone or may not be seen. */
export async function photoStats(path: string): Promise<Stats | undefined> {
  for (const spelling of pathSpellings(path)) {
    const stats = await stat(spelling).catch(() => undefined);
    if (stats !== undefined) return stats;
  }
  return undefined;
}
