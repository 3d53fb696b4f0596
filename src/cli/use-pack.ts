import { findPack, type ModelPack } from '../models/packs.js';
import { packFor } from '../operations/pack-for.js';
import { hostOf, type Io } from './io.js';

/** Finds a pack, and says aloud what its licence forbids. */
export function usePack(
  name: string,
  io: Io,
  { quiet }: { readonly quiet?: boolean } = {},
): ModelPack {
  return quiet ? findPack(name) : packFor(hostOf(io), name);
}
