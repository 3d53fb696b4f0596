import { FatalError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { noSecrets } from '../../store/secrets/secret-columns.js';
import type { SecretRow } from '../../store/secrets/secret-rows.js';
import { Store } from '../../store/store.js';
import type { FileContext } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import type { KEY_OPTION } from '../options/where.js';
import { neededKey } from './needed-key.js';

/** Something that does not open with the key. */
export type BrokenSecret = Omit<SecretRow, 'plain' | 'isPart'>;

/** All that was tried. */
export interface TriedSecrets {
  readonly templates: number;
  readonly thumbnails: number;
  readonly profileImages: number;
  /** Only an interrupted run has left some. */
  readonly samples: number;
  /** Photos that wait for review. */
  readonly waitingPhotos: number;
  /** Of API keys that sign tokens. */
  readonly signingSecrets: number;
  /** Kept for requests that are repeated. */
  readonly answers: number;
  readonly broken: number;
}

/**
 * Opens every template and image of every collection; yields what does not open. Nothing is
 * written, so that an import may be running.
 *
 * @throws {FatalError} when the database is not encrypted, or has another key.
 */
export function* verifyKey(
  { db, host }: FileContext,
  { keyFile }: ValuesOf<typeof KEY_OPTION>,
): Generator<BrokenSecret, TriedSecrets> {
  const store = Store.open(db, true, { key: neededKey(keyFile, host), mustExist: true });
  try {
    if (!store.secrets.isEncrypted) {
      throw new FatalError(`${quoted(db)} is not encrypted: an import with a key encrypts it`);
    }
    const counts = noSecrets();
    let broken = 0;
    for (const { plain, isPart, ...secret } of store.secretRows()) {
      if (!isPart) counts[secret.kind] += 1;
      if (plain) continue;
      broken += 1;
      yield secret;
    }
    return {
      ...{ templates: counts.template, thumbnails: counts.thumbnail },
      ...{ profileImages: counts['profile image'], samples: counts.sample },
      waitingPhotos: counts['waiting photo'],
      ...{ signingSecrets: counts['signing secret'], answers: counts.answer },
      broken,
    };
  } finally {
    store.close();
  }
}
