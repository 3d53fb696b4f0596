export interface FetchedFile {
  readonly name: string;
  /** Such as "from https://...". */
  readonly origin: string;
  readonly sha256: string;
}

/**
 * How to obtain files without a network: all at once, so that no second round is needed.
 */
export function byHand(files: readonly FetchedFile[], command: string): string {
  const [only, ...more] = files;
  const run = `into a folder and run "${command} --from <folder>"`;
  if (only && more.length === 0) {
    return `put that file, ${only.origin}, SHA-256 ${only.sha256}, ${run}`;
  }
  const list = files.map(({ name, origin, sha256 }) => `${name} (${origin}, SHA-256 ${sha256})`);
  return `put these ${files.length} files ${run}: ${list.join(', ')}`;
}
