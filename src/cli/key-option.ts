import { Option } from 'commander';
import type { MasterKey } from '../store/secrets/vault.js';
import { type Environment, type Io, reachable } from './io.js';

/** The option of every command that reads or writes templates, as commander hands it over. */
export interface KeyOptions {
  readonly keyFile?: string;
  /** The key itself, where the command has read it already: a pipe can be read once. */
  readonly masterKey?: MasterKey;
}

/** What they are called; the value of the first is the key itself, so that it is never told. */
type KeyVariable = 'FACEENROLL_KEY' | 'FACEENROLL_KEY_FILE';

const KEY_VARIABLES: readonly KeyVariable[] = ['FACEENROLL_KEY', 'FACEENROLL_KEY_FILE'];

/**
 * The variable of the environment that says what an option would, where it is `--key-file`
 * and one does. (Commander is not told of them: it may repeat a value in an error.)
 */
export function keyVariable({ long }: Option, io: Io): KeyVariable | undefined {
  if (long !== '--key-file') return undefined;
  return KEY_VARIABLES.find((name) => io.env[name]);
}

/** What the environment says of the key, its file as it is reached. */
export function keyEnvironment(io: Io): Environment {
  const { FACEENROLL_KEY, FACEENROLL_KEY_FILE: file } = io.env;
  return { FACEENROLL_KEY, FACEENROLL_KEY_FILE: file && reachable(io, file) };
}

export function keyOption(): Option {
  return new Option(
    '--key-file <file>',
    'the key that templates are encrypted with (env: FACEENROLL_KEY_FILE, FACEENROLL_KEY)',
  );
}
