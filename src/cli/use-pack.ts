import { printable, printableLines } from '../domain/text.js';
import { findPack, type ModelPack } from '../models/packs.js';

/** Finds a pack, and says aloud what its licence forbids. */
export function usePack(name: string, { quiet }: { readonly quiet?: boolean } = {}): ModelPack {
  const pack = findPack(name);
  if (pack.notice !== undefined && !quiet) {
    const licence = printable(pack.licence);
    process.stderr.write(`${name} (licence: ${licence}): ${printableLines(pack.notice)}\n`);
  }
  return pack;
}
