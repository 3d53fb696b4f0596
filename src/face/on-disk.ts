import { existsSync } from 'node:fs';
import { pathSpellings } from '../domain/name-text.js';

/** A path as the disk has it: bytes, where names on it are not UTF-8 and are written with escapes. */
export function onDisk(path: string): string | Buffer {
  return pathSpellings(path).find((spelling) => existsSync(spelling)) ?? path;
}
