import { isAltered, unwrapped } from '../domain/spreadsheet/altered.js';

/** The user IDs of an error report of which a spreadsheet may make the same number: 007 and 7. */
export class AlikeIds {
  /** By what a spreadsheet leaves of them; only those that share it. */
  #groups: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  /** @param userIds all of the report; asked for once, when there is need. */
  constructor(private readonly userIds: () => Iterable<string>) {}

  /**
   * Whether the ID `now`, in the row that was reported with the ID `own`, is also that of another
   * row: to the letter, or once that one has lost its zeros.
   */
  isAnothers(now: string, own: string): boolean {
    this.#groups ??= grouped(this.userIds());
    const others = [...(this.#groups.get(bare(now)) ?? [])].filter((other) => other !== own);
    return others.some((other) => other === now || (now === own && isAltered(other, now)));
  }
}

function grouped(userIds: Iterable<string>): ReadonlyMap<string, ReadonlySet<string>> {
  const groups = new Map<string, Set<string>>();
  for (const id of userIds) groups.set(bare(id), (groups.get(bare(id)) ?? new Set()).add(id));
  return new Map([...groups].filter(([, group]) => group.size > 1));
}

/** An ID without what spreadsheets take from one or put round it. */
function bare(userId: string): string {
  return unwrapped(userId.trim())
    .replace(/^'+/, '')
    .replace(/^[+0]+(?=\d)/, '')
    .replace(/[.,]0*$/, '');
}
