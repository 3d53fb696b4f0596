import { printable, printableLines } from '../../domain/text.js';
import { findPack, type ModelPack } from '../../models/packs.js';
import type { Host } from '../host.js';

/** Finds a pack, and says aloud what its licence forbids. */
export function usedPack(name: string, host: Pick<Host, 'tell'>): ModelPack {
  const pack = findPack(name);
  if (pack.notice !== undefined) {
    host.tell(`${name} (licence: ${printable(pack.licence)}): ${printableLines(pack.notice)}`);
  }
  return pack;
}
