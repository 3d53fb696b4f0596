import { isAltered, unwrapped } from '../domain/spreadsheet/altered.js';

/** The user IDs of an error report that a spreadsheet may turn into the same number, such as 007 and 7. */
export class AlikeIds {
  /** Keyed by what a spreadsheet leaves of them; holds only IDs that collide. */
  #groups: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  /** @param userIds all IDs of the report; called at most once, when needed */
  constructor(private readonly userIds: () => Iterable<string>) {}

  /**
   * Whether the ID `now`, in a row reported with the ID `own`, is also another row's: exactly, or
   * after that one has lost its zeros.
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

/** An ID without what spreadsheets strip from it or put around it. */
function bare(userId: string): string {
  return unwrapped(userId.trim())
    .replace(/^'+/, '')
    .replace(/^[+0]+(?=\d)/, '')
    .replace(/[.,]0*$/, '');
}
