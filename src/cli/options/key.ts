import type { Option } from 'commander';
import type { Io } from '../io.js';

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
