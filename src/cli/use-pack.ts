import { findPack, type ModelPack } from '../models/packs.js';
import { usedPack } from '../operations/compare/used-pack.js';
import { hostOf, type Io } from './io.js';

/** Finds a pack, and says aloud what its licence forbids. */
export function usePack(
  name: string,
  io: Io,
  { quiet }: { readonly quiet?: boolean } = {},
): ModelPack {
  return quiet ? findPack(name) : usedPack(name, hostOf(io));
}
