import { printable } from '../../domain/text.js';
import type { Connection } from '../database.js';
import { DatabaseBusyError } from '../database-busy.js';
import { type EncryptedCounts, encryptDatabase, wipe } from './encrypt-database.js';
import { KeyStore } from './key-store.js';
import { hasKeyStore, keyStorePath } from './key-store-file.js';
import { lockedVault } from './locked-vault.js';
import { SealedVault } from './sealed-vault.js';
import { KeyError, type MasterKey, OPEN_VAULT, type Vault, WrongKeyError } from './vault.js';

/** How a command accesses the secrets of a database. */
export interface Access {
  readonly key?: MasterKey | undefined;
  /**
   * The command may not need embeddings and images: an encrypted database opens without its key,
   * and an unencrypted one is not encrypted.
   */
  readonly withoutSecrets?: boolean;
}

/** How the secrets of a database are kept. */
export interface Secrets {
  readonly vault: Vault;
  /** The key store of an encrypted database, if it can be written or its key was given. */
  readonly keyStore?: KeyStore;
  readonly isEncrypted: boolean;
  /** What was just encrypted, since a key was given for the first time. */
  readonly encrypted?: EncryptedCounts;
  /** Whether plain bytes from before the encryption are still in the file. */
  readonly hasPlainRemains: boolean;
}

/** What may be written: nothing, only what a run writes beside others, or everything. */
export type Writing = 'nothing' | 'beside runs' | 'alone';

/**
 * The vault of an open database. If it may be written alone, it is encrypted when a key is given
 * for the first time, and the unfinished work of an earlier process is completed.
 *
 * @throws {KeyError} if secrets are wanted that the key, or the lack of one, does not open.
 * @throws {DatabaseBusyError} if it is to be encrypted, and runs are at work.
 */
export function openVault(db: Connection, path: string, access: Access, writing: Writing): Secrets {
  const mayWrite = writing !== 'nothing';
  const id = db.prepare<[], string>('SELECT key_store FROM encryption').pluck().get();
  if (id !== undefined) return openEncrypted({ db, path, id }, access, writing);
  const { key, withoutSecrets } = access;
  if (!key || withoutSecrets || !mayWrite) {
    return { vault: OPEN_VAULT, isEncrypted: false, hasPlainRemains: false };
  }
  // They would continue to write plain bytes.
  if (writing !== 'alone') throw new DatabaseBusyError(`another run is working on ${path}`);
  return encryptNow(db, path, key);
}

interface Encrypted {
  readonly db: Connection;
  readonly path: string;
  /** The ID of its key store. */
  readonly id: string;
}

function openEncrypted(
  database: Encrypted,
  { key, withoutSecrets }: Access,
  writing: Writing,
): Secrets {
  const mayWrite = writing !== 'nothing';
  const { db, path } = database;
  const refused = (): never => {
    throw new KeyError(
      `${printable(path)} is encrypted: name its key with --key-file, FACEENROLL_KEY_FILE or FACEENROLL_KEY`,
    );
  };
  if (!key && !withoutSecrets) refused();
  const hasPlainRemains = db.prepare('SELECT wiped FROM encryption').pluck().get() === 0;
  const isEncrypted = true;
  if (!key && !mayWrite) {
    return { vault: lockedVault(db, undefined, refused), isEncrypted, hasPlainRemains };
  }
  const keyStore = openKeyStore(database);
  try {
    if (key) requireRight(key, keyStore, path);
    const vault = key ? new SealedVault(db, keyStore, key) : lockedVault(db, keyStore, refused);
    const remains = writing === 'alone' ? goOn(db, vault, keyStore) : hasPlainRemains;
    return { vault, keyStore, isEncrypted, hasPlainRemains: remains };
  } catch (error) {
    keyStore.close();
    throw error;
  }
}

/** @throws {KeyError} if the key store is missing, or another database's. */
function openKeyStore({ path, id }: Encrypted): KeyStore {
  const file = keyStorePath(path);
  if (!hasKeyStore(file)) {
    throw new KeyError(
      `${printable(path)} is encrypted, and its data keys are missing: put the newest copy of ${printable(file)} back`,
    );
  }
  const keyStore = KeyStore.open(file);
  if (keyStore.id === id) return keyStore;
  keyStore.close();
  throw new KeyError(
    `${printable(file)} belongs to another database than ${printable(path)}: put back the one that was next to it`,
  );
}

function requireRight(key: MasterKey, keyStore: KeyStore, path: string): void {
  if (keyStore.opensWith(key)) return;
  throw new WrongKeyError(key, path);
}

/** Completes the work of an earlier process; returns whether plain bytes remain. */
function goOn(db: Connection, vault: Vault, keyStore: KeyStore): boolean {
  vault.destroyUnused();
  const samples = db.prepare('SELECT EXISTS (SELECT 1 FROM samples WHERE collection = ?)').pluck();
  for (const collection of keyStore.collectionsOfSamples()) {
    if (samples.get(collection) === 0) vault.destroySampleKey(collection);
  }
  const wiped = db.prepare('SELECT wiped FROM encryption').pluck().get() === 1;
  return !wiped && !wipe(db);
}

function encryptNow(db: Connection, path: string, key: MasterKey): Secrets {
  const file = keyStorePath(path);
  const now = new Date().toISOString();
  // An existing one was left by a process that died before it encrypted anything.
  const keyStore = hasKeyStore(file) ? KeyStore.open(file) : KeyStore.create(file, key, now);
  try {
    if (!keyStore.opensWith(key)) {
      throw new KeyError(
        `${printable(file)} holds the data keys of another database, or of another key: move it away, and keep it if you need that database`,
      );
    }
    const vault = new SealedVault(db, keyStore, key);
    const encrypted = encryptDatabase(db, vault, keyStore.id, now);
    return { vault, keyStore, isEncrypted: true, encrypted, hasPlainRemains: !wipe(db) };
  } catch (error) {
    keyStore.close();
    throw error;
  }
}
