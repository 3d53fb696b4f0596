import { readFileSync } from 'node:fs';

/** The version of the program, which is that of its interfaces. */
export const { version: VERSION } = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string };
