import { Option } from 'commander';

/** The option of every command that reads or writes templates, as commander hands it over. */
export interface KeyOptions {
  readonly keyFile?: string;
}

export function keyOption(): Option {
  return new Option(
    '--key-file <file>',
    'the key that templates are encrypted with (env: FACEENROLL_KEY_FILE, FACEENROLL_KEY)',
  );
}
