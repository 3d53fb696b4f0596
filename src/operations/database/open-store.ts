import { count, listed, printable } from '../../domain/text.js';
import type { EncryptedCounts } from '../../store/secrets/encrypt-database.js';
import type { MasterKey } from '../../store/secrets/vault.js';
import { Store } from '../../store/store.js';
import { type Environment, type Host, reachable } from '../host.js';
import { findMasterKey } from './master-key.js';

/** Names the key that templates are encrypted with. */
export interface KeyOptions {
  readonly keyFile?: string;
  /** The key itself, where it has been read already: a pipe can be read once. */
  readonly masterKey?: MasterKey | undefined;
}

/** How a command that needs templates opens a database. */
export interface OpenOptions extends KeyOptions {
  readonly quiet?: boolean;
  /** Whether it opens without its key, too, and is not encrypted by one. */
  readonly withoutSecrets?: boolean;
  /** Whether one that is not there is not made. */
  readonly mustExist?: boolean;
  /** Whether other runs may be at work beside it. */
  readonly besideRuns?: boolean;
}

/**
 * Opens a database with the key that the options or the environment name, and says on
 * stderr what came of it.
 *
 * @throws {FatalError} when the key, or the lack of one, does not open it.
 */
export function openStore(path: string, dryRun: boolean, options: OpenOptions, host: Host): Store {
  const key =
    options.masterKey ??
    findMasterKey(options.keyFile, (message) => say(message, options, host), keyEnvironment(host));
  const { withoutSecrets = false, mustExist = false, besideRuns = false } = options;
  const store = Store.open(path, dryRun, { key, withoutSecrets, mustExist, besideRuns });
  const { encrypted, hasPlainRemains } = store.secrets;
  if (encrypted && Object.values(encrypted).some((n) => n > 0)) {
    say(`${printable(path)} is encrypted from now on: ${told(encrypted)}.`, options, host);
  }
  if (hasPlainRemains && !dryRun) {
    say(
      `${printable(path)} still has remains from before it was encrypted, since another process\nreads it or the disk is full. The next import removes them.`,
      options,
      host,
    );
  }
  return store;
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
    store.refuseSameInput({ command, input, collection });
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

function say(message: string, { quiet }: OpenOptions, host: Host): void {
  if (!quiet) host.tell(message);
}

/** What the environment says of the key, its file as it is reached. */
export function keyEnvironment(host: Pick<Host, 'env' | 'cwd'>): Environment {
  const { FACEENROLL_KEY, FACEENROLL_KEY_FILE: file } = host.env;
  return { FACEENROLL_KEY, FACEENROLL_KEY_FILE: file && reachable(host, file) };
}
