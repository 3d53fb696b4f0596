import type { Deletion, Holding } from '../../../domain/deletion.js';
import type { DueDeletions, GalleryReport } from '../../../domain/gallery-report.js';
import { dueAt } from '../../../enroll/retention.js';

const SOON = 30 * 24 * 3600 * 1000;

/** Users who are named for each of both. */
const MOST_NAMED = 100;

/** What `purge --due` would delete at a moment, and what else in the 30 days after it. */
export function retentionOf(holdings: Iterable<Holding>, now: number): GalleryReport['retention'] {
  const [due, soon] = [new Counted(), new Counted()];
  let unreadable = 0;
  // One by one: only what is told is kept.
  for (const holding of holdings) {
    const present = dueAt([holding], now);
    const later = dueAt([holding], now + SOON);
    unreadable += present.unreadable.length;
    const [deletion] = present.deletions;
    const [then] = later.deletions;
    if (deletion) due.add(deletion);
    // Faces that are due now may be followed by the user.
    if (then && then.what !== deletion?.what) soon.add(then);
  }
  return { due: due.told, soon: soon.told, unreadable };
}

class Counted {
  #users = 0;
  #faces = 0;
  #templates = 0;
  readonly #first: Deletion[] = [];

  add(deletion: Deletion): void {
    if (deletion.what === 'user') this.#users += 1;
    else this.#faces += 1;
    this.#templates += deletion.templates;
    if (this.#first.length < MOST_NAMED) this.#first.push(deletion);
  }

  get told(): DueDeletions {
    const first = this.#first.map(({ userId, what, date }) => ({ userId, what, date }));
    return { users: this.#users, faces: this.#faces, templates: this.#templates, first };
  }
}
