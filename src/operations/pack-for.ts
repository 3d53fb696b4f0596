import { printable, printableLines } from '../domain/text.js';
import { findPack, type ModelPack } from '../models/packs.js';
import type { Host } from './host.js';

/**
 * Finds a pack, and says aloud what its licence forbids.
 *
 * @throws {ModelPackError} when it is not installed.
 */
export function packFor({ tell }: Pick<Host, 'tell'>, name: string): ModelPack {
  const pack = findPack(name);
  if (pack.notice !== undefined) {
    tell(`${name} (licence: ${printable(pack.licence)}): ${printableLines(pack.notice)}`);
  }
  return pack;
}
