import { randomBytes } from 'node:crypto';
import {
  FILE_ENCRYPTION,
  type LineSeal,
  TEMPLATE_FORMAT,
  TEMPLATE_VERSION,
} from '../../domain/template-file.js';
import { quoted } from '../../domain/text.js';
import { KEY_BYTES, seal, unseal } from '../../system/seal.js';
import { KeyError, type MasterKey } from './vault.js';

/** The place that the data key of a file is bound to. */
const KEY_PLACE = JSON.stringify(['key of a template file', TEMPLATE_VERSION]);

/** The seal of a new file: a key of its own, wrapped by the master key. */
export function newLineSeal({ bytes }: MasterKey): LineSeal {
  const key = randomBytes(KEY_BYTES);
  const head = {
    format: TEMPLATE_FORMAT,
    version: TEMPLATE_VERSION,
    encryption: FILE_ENCRYPTION,
    key: seal(bytes, key, KEY_PLACE).toString('base64'),
  };
  return lineSeal(key, JSON.stringify(head));
}

/**
 * The seal of an existing file, by the key in its first line.
 *
 * @throws {KeyError} if the master key does not open that.
 */
export function openLineSeal(
  { bytes, source }: MasterKey,
  wrapped: Buffer,
  head: string,
  file: string,
): LineSeal {
  const key = unseal(bytes, wrapped, KEY_PLACE);
  if (key) return lineSeal(key, head);
  throw new KeyError(
    `the key from ${source} does not open ${quoted(file)}: name the key of the database that it comes from with --from-key-file, or the file was altered`,
  );
}

/** A line's number is part of its place, so that lines can be neither moved nor omitted. */
function lineSeal(key: Uint8Array, head: string): LineSeal {
  const place = (line: number): string => JSON.stringify(['line of a template file', line]);
  return {
    head,
    seal: (plain, line) => seal(key, plain, place(line)),
    open: (sealed, line) => unseal(key, sealed, place(line)),
  };
}
