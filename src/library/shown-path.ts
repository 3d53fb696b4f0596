import { relative } from 'node:path';

/** The folder that the user is in, also when the command goes to another one. */
const STARTED_IN = process.cwd();

/** An absolute path as it is told: relative when it lies in or below the user's working folder. */
export function shownPath(path: string): string {
  const shown = relative(STARTED_IN, path);
  return shown.startsWith('..') ? path : shown;
}

/** Goes to the folder that a command was typed in; paths are told as before. */
export function goTo(folder: string): void {
  process.chdir(folder);
}
