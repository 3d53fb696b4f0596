import type { Host } from './host.js';
import { reachable } from './host.js';
import { writeNewFile } from './new-file.js';

/** What is exported: into a file, or to whoever asked. */
export interface Exported<Summary> {
  /** The file that was written, as it was named. */
  readonly file: string | undefined;
  /** Where no file was named, its text, piece by piece. */
  readonly pieces: Iterable<string>;
  /** What was exported; to be called after the last piece. */
  readonly summary: () => Summary;
}

/**
 * Writes what is exported to the file that was named, or leaves it to whoever asked.
 *
 * @throws {FatalError} when the file is there already, or cannot be written.
 */
export function exported<Summary>(
  host: Pick<Host, 'cwd'>,
  file: string | undefined,
  pieces: Iterable<string>,
  summary: () => Summary,
): Exported<Summary> {
  if (file === undefined) return { file, pieces, summary };
  writeNewFile(reachable(host, file), pieces);
  return { file, pieces: [], summary };
}
