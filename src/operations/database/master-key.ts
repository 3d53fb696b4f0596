import { readFileSync, statSync } from 'node:fs';
import { FatalError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';
import type { MasterKey } from '../../store/secrets/vault.js';
import { KEY_BYTES } from '../../system/seal.js';

/** A key file is 45 bytes; whoever names a photo by mistake is told so at once. */
const MOST_BYTES = 4096;

/** Somebody else than the owner may read, write or run it. */
const OTHERS = 0o077;

/** A key, and how it can be read once more. */
export interface NamedKey extends MasterKey {
  /**
   * Reads its file again; undefined for a key that lies in no file, or came out of a pipe.
   *
   * @throws {FatalError} when there is no key in it.
   */
  readonly readAgain?: ((warn: (message: string) => void) => NamedKey) | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** By what a key is named. */
export interface KeyNames {
  /** The option that names its file. */
  readonly option: string;
  /** The variables that hold it, or name its file. */
  readonly variable: string;
  readonly fileVariable: string;
}

/** Of the key that templates are encrypted with. */
const DATABASE_KEY: KeyNames = {
  option: '--key-file',
  variable: 'FACEENROLL_KEY',
  fileVariable: 'FACEENROLL_KEY_FILE',
};

/**
 * The key that the options or the environment name, if they do. The option wins. Set but
 * empty means unset, as with other programs.
 *
 * @throws {FatalError} when a key cannot be read or is none, or the environment names two.
 */
export function findMasterKey(
  keyFile: string | undefined,
  warn: (message: string) => void,
  env: Environment,
  { option, variable, fileVariable }: KeyNames = DATABASE_KEY,
): NamedKey | undefined {
  if (keyFile !== undefined) return readKeyFile(keyFile, option, warn);
  const { [variable]: text, [fileVariable]: file } = env;
  const direct = text ? parseKey(text, variable) : undefined;
  const read = file ? readKeyFile(file, fileVariable, warn) : undefined;
  if (direct && read && !direct.bytes.equals(read.bytes)) {
    throw new FatalError(
      `${variable} and ${fileVariable} name different keys: set one of them only`,
    );
  }
  return direct ?? read;
}

/** The key in a file; `named` says by what the file was named. */
export function readKeyFile(
  path: string,
  named: string,
  warn: (message: string) => void,
): NamedKey {
  const source = `${quotedPath(path)} (${named})`;
  const { isFile, mode, text } = explained(source, () => {
    const stats = statSync(path);
    const isFile = stats.isFile();
    if (isFile && stats.size > MOST_BYTES) throw noKey(source);
    // Something like --key-file <(vault read ...) is a pipe, which is gone with its reader.
    return { isFile, mode: isFile ? stats.mode : 0, text: readFileSync(path, 'utf8') };
  });
  const key = parseKey(text, source);
  if ((mode & OTHERS) !== 0) {
    warn(`warning: others can read the key file ${quotedPath(path)}: run "chmod 600" on it`);
  }
  return isFile ? { ...key, readAgain: (tell) => readFileAgain(path, named, tell) } : key;
}

/** What is a pipe by now would be waited for. */
function readFileAgain(path: string, named: string, warn: (message: string) => void): NamedKey {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats && !stats.isFile()) throw noKey(`${quotedPath(path)} (${named})`);
  return readKeyFile(path, named, warn);
}

/** 32 bytes in base64, as `openssl rand -base64 32` prints them, too. */
function parseKey(text: string, source: string): MasterKey {
  const trimmed = text.trim();
  const bytes = Buffer.from(trimmed, 'base64');
  const isWhole = bytes.toString('base64').replace('=', '') === trimmed.replace(/=$/, '');
  if (bytes.length !== KEY_BYTES || !isWhole) throw noKey(source);
  return { bytes, source };
}

/** Never tells what is there instead: it may be a key with a slip of the pen. */
function noKey(source: string): FatalError {
  return new FatalError(
    `${source} holds no key: a key is ${KEY_BYTES} bytes in base64, 44 characters; "faceenroll key generate" makes one`,
  );
}

function explained<T>(source: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof FatalError) throw error;
    throw new FatalError(`the key file ${source} cannot be read: ${systemProblem(error)}`);
  }
}
