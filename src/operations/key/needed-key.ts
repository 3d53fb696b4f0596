import { FatalError } from '../../domain/fatal-error.js';
import type { MasterKey } from '../../store/secrets/vault.js';
import { namedKey } from '../database/open-store.js';
import type { Host } from '../host.js';

/** @throws {FatalError} when neither the options nor the environment name a key. */
export function neededKey(keyFile: string | undefined, host: Host): MasterKey {
  const key = namedKey(keyFile, host);
  if (key) return key;
  throw new FatalError(
    'no key is given: name it with --key-file, FACEENROLL_KEY_FILE or FACEENROLL_KEY',
  );
}
