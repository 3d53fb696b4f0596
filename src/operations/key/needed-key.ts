import { FatalError } from '../../domain/fatal-error.js';
import type { MasterKey } from '../../store/secrets/vault.js';
import { findMasterKey } from '../database/master-key.js';
import { keyEnvironment } from '../database/open-store.js';
import type { Host } from '../host.js';

/** @throws {FatalError} when neither the options nor the environment name a key. */
export function neededKey(keyFile: string | undefined, host: Host): MasterKey {
  const key = findMasterKey(keyFile, (message) => host.tell(message), keyEnvironment(host));
  if (key) return key;
  throw new FatalError(
    'no key is given: name it with --key-file, FACEENROLL_KEY_FILE or FACEENROLL_KEY',
  );
}
