import { count, listed, printable } from '../../domain/text.js';
import type { EncryptedCounts } from '../../store/secrets/encrypt-database.js';
import type { MasterKey } from '../../store/secrets/vault.js';
import { Store } from '../../store/store.js';
import { type Environment, type Host, reachable } from '../host.js';
import { KeptKey } from './kept-key.js';
import { findMasterKey } from './master-key.js';

/** How a command that needs templates opens a database. */
export interface OpenOptions {
  /** The key that was named to open it, if one was. */
  readonly masterKey?: MasterKey | undefined;
  /** Whether it opens without its key, too, and is not encrypted by one. */
  readonly withoutSecrets?: boolean;
  /** Whether one that is not there is not made. */
  readonly mustExist?: boolean;
  /** Whether other runs may be at work beside it. */
  readonly besideRuns?: boolean;
  /** See `Holding`. */
  readonly isRepeated?: boolean;
  readonly isLong?: boolean;
}

/**
 * Opens a database, and says what came of the key.
 *
 * @throws {FatalError} when the key, or the lack of one, does not open it.
 */
export function openStore(
  path: string,
  dryRun: boolean,
  options: OpenOptions,
  { note }: Pick<Host, 'note'>,
): Store {
  const { masterKey, withoutSecrets = false, mustExist = false, ...holding } = options;
  const open = (key: MasterKey | undefined): Store =>
    Store.open(path, dryRun, { ...holding, key, withoutSecrets, mustExist });
  const store = masterKey instanceof KeptKey ? masterKey.opening(open) : open(masterKey);
  const { encrypted, hasPlainRemains } = store.secrets;
  if (encrypted && Object.values(encrypted).some((n) => n > 0)) {
    note(`${printable(path)} is encrypted from now on: ${told(encrypted)}.`);
  }
  if (hasPlainRemains && !dryRun) {
    note(
      `${printable(path)} still has remains from before it was encrypted, since another process\nreads it or the disk is full. The next import removes them.`,
    );
  }
  return store;
}

/**
 * The key that the options or the environment name, if they do.
 *
 * @throws {FatalError} when it cannot be read.
 */
export function namedKey(keyFile: string | undefined, host: Host): MasterKey | undefined {
  return host.masterKey ?? findMasterKey(keyFile, host.note, keyEnvironment(host));
}

/**
 * The same for what opens databases again and again for a long time.
 *
 * @throws {FatalError} when it cannot be read.
 */
export function keptKey(keyFile: string | undefined, host: Host): KeptKey | undefined {
  const key = namedKey(keyFile, host);
  return key && new KeptKey(key, host.tell);
}

/** What an import is to work on. */
export interface ImportedInput {
  readonly command: string;
  /** Absolute path of the folder or the CSV. */
  readonly input: string;
  readonly options: { readonly collection: string };
}

/**
 * Opens a database for an import, beside others.
 *
 * @throws {DatabaseBusyError} when one of them is at work on the same input.
 */
export function openForImport(
  path: string,
  options: OpenOptions & { readonly dryRun?: boolean },
  host: Host,
  { command, input, options: { collection } }: ImportedInput,
): Store {
  const dryRun = Boolean(options.dryRun);
  const store = openStore(path, dryRun, { ...options, besideRuns: true }, host);
  try {
    store.runLife.refuseSameInput({ command, input, collection });
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Says once an import that what it stores is not encrypted. */
export function tellUnlessEncrypted({ secrets }: Store, dryRun: boolean, { note }: Host): void {
  if (dryRun || secrets.isEncrypted) return;
  note('Templates are not encrypted: make a key with "faceenroll key generate <file>".');
}

function told(encrypted: EncryptedCounts): string {
  const kinds = Object.entries(encrypted).filter(([, n]) => n > 0);
  return listed(kinds.map(([kind, n]) => count(n, kind)));
}

/** What the environment says of the key, its file as it is reached. */
export function keyEnvironment(host: Pick<Host, 'env' | 'cwd'>): Environment {
  const { FACEENROLL_KEY, FACEENROLL_KEY_FILE: file } = host.env;
  return { FACEENROLL_KEY, FACEENROLL_KEY_FILE: file && reachable(host, file) };
}
