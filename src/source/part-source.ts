import type { Entry, Source } from '../domain/entry.js';
import { matchKey } from '../domain/match-key.js';
import { TakenSource } from './taken-source.js';

/** What is taken of an input. */
export interface Part {
  /** IDs of the entries, see `entryId`. */
  readonly entries: ReadonlySet<string>;
  /** Keys of all users whom the whole input names, see `matchKey`. */
  readonly named: ReadonlySet<string>;
  readonly ignoreCase: boolean;
}

/** Tells an entry from the others of its input. */
export function entryId({ row, photos }: Entry): string {
  return row === undefined ? `file ${photos[0]?.file ?? ''}` : `row ${row}`;
}

/** Some entries of a source that is read whole. */
export class PartSource extends TakenSource {
  constructor(
    source: Source,
    readonly part: Part,
  ) {
    super(source);
  }

  async *entries(): AsyncGenerator<Entry> {
    for await (const entry of this.source.entries()) {
      if (this.part.entries.has(entryId(entry))) yield entry;
    }
  }

  /** Whether the input names a user, also where that entry is not taken. */
  names(userId: string): boolean {
    return this.part.named.has(matchKey(userId, this.part.ignoreCase));
  }
}
