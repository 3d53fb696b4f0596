import { quoted } from '../../domain/text.js';
import type { Diagnosis } from '../../render/doctor.js';
import type { Look } from '../../store/look.js';
import { findMasterKey } from '../database/master-key.js';
import { keyEnvironment } from '../database/open-store.js';
import type { Host } from '../host.js';

import { reasonOf } from './reason.js';

const check = 'key';

/** The key that is named, and whether it is the one of the database; `look` is undefined when there is none to look at. */
export async function checkKey(
  { db, keyFile }: { readonly db: string; readonly keyFile: string | undefined },
  look: Look | undefined,
  host: Host,
): Promise<Diagnosis> {
  const warnings: string[] = [];
  try {
    const key = findMasterKey(keyFile, (message) => warnings.push(message), keyEnvironment(host));
    if (!key) return withoutKey(db, look);
    if (look?.isEncrypted) {
      const { Store } = await import('../../store/store.js');
      Store.open(db, true, { key }).close();
    }
    if (warnings.length > 0) {
      const message = `others can read the key from ${key.source}`;
      return { check, status: 'warning', message, advice: 'run "chmod 600" on the file' };
    }
    if (look?.isEncrypted) return { check, status: 'ok', message: `opens ${quoted(db)}` };
    const message = `${quoted(db)} is not encrypted: the next import with the key encrypts it`;
    return { check, status: look ? 'warning' : 'ok', message };
  } catch (error) {
    const advice = 'name the right key with --key-file, FACEENROLL_KEY_FILE or FACEENROLL_KEY';
    return { check, status: 'failed', message: reasonOf(error), advice };
  }
}

function withoutKey(db: string, look: Look | undefined): Diagnosis {
  if (look?.isEncrypted) {
    const message = `${quoted(db)} is encrypted, and no key is named`;
    const advice = 'name its key with --key-file, FACEENROLL_KEY_FILE or FACEENROLL_KEY';
    return { check, status: 'failed', message, advice };
  }
  const what = look ? `${quoted(db)} is not encrypted` : 'none is named';
  const message = `${what}; "faceenroll key generate" makes a key, if there should be one`;
  return { check, status: 'ok', message };
}
