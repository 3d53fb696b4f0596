import { relative } from 'node:path';

/** An absolute path as it is shown to a user: relative when it lies in or below the folder that they are in. */
export function shownPath(path: string, folder: string): string {
  const shown = relative(folder, path);
  return shown.startsWith('..') ? path : shown;
}
