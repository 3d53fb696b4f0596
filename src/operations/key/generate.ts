import { randomBytes } from 'node:crypto';
import { FatalError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { writePrivateFile } from '../../store/private-file.js';
import { KEY_BYTES } from '../../system/seal.js';
import type { HostContext } from '../context.js';

/** A key that was made: in a file, or here. One that lies in a file is shown to nobody. */
export type MadeKey =
  | { readonly file: string; readonly key: null }
  | { readonly file: null; readonly key: string };

/**
 * Makes a key, and writes it to a new file that its owner alone can read, if one is named.
 *
 * @throws {FatalError} when the file is there already.
 */
export function generateKey(
  _context: HostContext,
  { file }: { readonly file: string | undefined },
): MadeKey {
  const key = randomBytes(KEY_BYTES).toString('base64');
  if (file === undefined) return { file: null, key };
  writeNew(file, `${key}\n`);
  return { file, key: null };
}

/** A part of a key never stays behind. */
function writeNew(file: string, text: string): void {
  try {
    writePrivateFile(file, [text], { isNew: true });
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error;
    throw new FatalError(
      `${quoted(file)} is there already, and may be a key that something needs: name another file`,
    );
  }
}
