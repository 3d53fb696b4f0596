import { resolve } from 'node:path';
import type { Host } from './host.js';
import { shownPath } from './shown-path.js';

/** Words that name the file of the key of a command to another one. */
export function keyWords(
  keyFile: string | undefined,
  { cwd, shownFrom }: Pick<Host, 'cwd' | 'shownFrom'>,
): readonly string[] {
  return keyFile === undefined ? [] : ['--key-file', shownPath(resolve(cwd, keyFile), shownFrom)];
}
