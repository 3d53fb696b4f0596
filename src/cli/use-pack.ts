import { printable, printableLines } from '../domain/text.js';
import { findPack, type ModelPack } from '../models/packs.js';
import type { Io } from './io.js';

/** Finds a pack, and says aloud what its licence forbids. */
export function usePack(
  name: string,
  io: Io,
  { quiet }: { readonly quiet?: boolean } = {},
): ModelPack {
  const pack = findPack(name);
  if (pack.notice !== undefined && !quiet) {
    const licence = printable(pack.licence);
    io.stderr.write(`${name} (licence: ${licence}): ${printableLines(pack.notice)}\n`);
  }
  return pack;
}
