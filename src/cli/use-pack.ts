import { findPack, type ModelPack } from '../models/packs.js';

/** Finds a pack, and says aloud what its licence forbids. */
export function usePack(name: string, { quiet }: { readonly quiet?: boolean } = {}): ModelPack {
  const pack = findPack(name);
  if (pack.notice !== undefined && !quiet) {
    process.stderr.write(`${name} (licence: ${pack.licence}): ${pack.notice}\n`);
  }
  return pack;
}
