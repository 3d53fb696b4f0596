import { existsSync } from 'node:fs';
import { pathSpellings } from '../domain/name-text.js';

/** The path for the file system: bytes, when it contains escapes for names that are not UTF-8. */
export function onDisk(path: string): string | Buffer {
  return pathSpellings(path).find((spelling) => existsSync(spelling)) ?? path;
}
