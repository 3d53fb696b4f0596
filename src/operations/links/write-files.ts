import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';
import { type Host, reachable } from '../host.js';

/**
 * Writes texts to a folder, which is made, by the names of their files; returns the paths.
 *
 * @throws {FatalError} when that is not possible.
 */
export function writeFiles(
  folder: string,
  files: Readonly<Record<string, string>>,
  host: Pick<Host, 'cwd'>,
): readonly string[] {
  try {
    mkdirSync(reachable(host, folder), { recursive: true });
    return Object.entries(files).map(([name, content]) => {
      const path = join(folder, name);
      writeFileSync(reachable(host, path), content);
      return path;
    });
  } catch (error) {
    throw new FatalError(
      `the preview cannot be written to ${quotedPath(folder)}: ${systemProblem(error)}`,
    );
  }
}
