import { printable, printableLines } from '../domain/text.js';
import { findPack, type ModelPack } from '../models/packs.js';
import type { Host } from './host.js';

/**
 * Finds a pack, and says aloud what its license forbids.
 *
 * @throws {ModelPackError} when it is not installed.
 */
export function packFor(
  { note, pack: checked }: Pick<Host, 'note' | 'pack'>,
  name: string,
): ModelPack {
  if (checked?.name === name) return checked;
  const pack = findPack(name);
  if (pack.notice !== undefined) {
    note(`${name} (license: ${printable(pack.license)}): ${printableLines(pack.notice)}`);
  }
  return pack;
}
