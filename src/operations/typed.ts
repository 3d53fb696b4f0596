import { resolve } from 'node:path';
import type { Host, Typed } from './host.js';
import { shownPath } from './shown-path.js';

/** Whether the model pack was named in this call, and is not the default or a configuration file's. */
export function namesPack({ words }: Pick<Typed, 'words'>): boolean {
  return words.some((word) => word === '--models' || word.startsWith('--models='));
}

/** Words that name the file of the key of a command to another one. */
export function keyWords(
  keyFile: string | undefined,
  { cwd, shownFrom }: Pick<Host, 'cwd' | 'shownFrom'>,
): readonly string[] {
  return keyFile === undefined ? [] : ['--key-file', shownPath(resolve(cwd, keyFile), shownFrom)];
}
