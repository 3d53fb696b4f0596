import type { Crew } from '../domain/crew.js';
import { number } from '../domain/text.js';
import type { BatchProgress } from '../operations/progress.js';
import { duration } from '../render/summary.js';

/** When no photo has come back from other machines for so long, none comes. */
const STILL_MS = 10_000;

/** What is shown of how fast a run is; empty where there is nothing to tell. */
export interface ShownRate {
  readonly rate: string;
  readonly left: string;
  readonly failed: string;
  readonly crew: Crew | undefined;
}

/** Photos a second and the time left, by the photos that are extracted. */
export class ProgressRate {
  /** When it was asked last, and when a photo was done last; by `performance.now()`. */
  #askedAt: number | undefined;
  #doneAt = performance.now();
  #seconds = 0;
  #done = 0;
  #kept = 0;

  /** @param crew who extracts, where that is on other machines */
  of(progress: BatchProgress['at'], crew: Crew | undefined): ShownRate {
    const { done, total = 0, failed } = progress;
    const isStill = this.#note(progress, crew);
    const extracted = done - this.#kept;
    const rate = !isStill && extracted > 0 && this.#seconds > 0 ? extracted / this.#seconds : 0;
    return {
      rate: `${rate.toFixed(1)}/s`,
      left: rate > 0 && done < total ? `${duration((total - done) / rate)} left` : '',
      failed: failed > 0 ? `${number(failed)} failed` : '',
      crew: isStill && crew ? atRest(crew) : crew,
    };
  }

  /** Takes the time in which photos are extracted; returns whether none is now. */
  #note({ done, kept = 0 }: BatchProgress['at'], crew: Crew | undefined): boolean {
    const now = performance.now();
    if (done !== this.#done) this.#doneAt = now;
    const isStill = crew !== undefined && (!isThere(crew) || now - this.#doneAt > STILL_MS);
    // What an interrupted run has left comes at once, and says nothing of the time that the rest takes.
    if (kept === this.#kept && !isStill) this.#seconds += (now - (this.#askedAt ?? now)) / 1000;
    this.#askedAt = now;
    this.#done = done;
    this.#kept = kept;
    return isStill;
  }
}

function isThere({ members, isAway }: Crew): boolean {
  return members.length > 0 && !isAway;
}

/** What they have said of their rates is of earlier. */
function atRest(crew: Crew): Crew {
  return { ...crew, members: crew.members.map((member) => ({ ...member, rate: 0 })) };
}
