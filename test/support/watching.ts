import type { WatchEvent } from '../../dist/domain/watch.js';
import type { Host } from '../../dist/operations/host.js';
import { perform } from '../../dist/operations/perform.js';
import { watchFolder } from '../../dist/operations/watch/watch-folder.js';
import { watch } from '../../dist/operations/watch.js';
import { withDefaults } from '../../src/operations/options/row.js';
import { WATCH_OPTIONS, type WatchValues } from '../../src/operations/watch/options.js';
import { KEPT_PROCESSES } from './kept-processes.js';

/** What happens at a moment, in seconds since the watch began. */
export interface Happening {
  readonly at: number;
  readonly does: () => unknown;
}

/** So many looks without anything new, and the next thing happens at once. */
const IDLE_LOOKS = 10;

/** A clock for a watch that nothing real passes by: it goes on when the watch pauses. */
class Script {
  #now = 0;
  #idle = 0;
  readonly #left: Happening[];
  readonly stop = new AbortController();

  constructor(happenings: readonly Happening[]) {
    this.#left = [...happenings].sort((a, b) => a.at - b.at);
  }

  now(): number {
    return this.#now;
  }

  async pause(ms: number, everyMs: number): Promise<void> {
    this.#now += ms;
    this.#idle = ms < everyMs ? 0 : this.#idle + 1;
    const next = this.#left[0];
    if (this.#idle >= IDLE_LOOKS) {
      if (!next) this.stop.abort();
      else this.#now = Math.max(this.#now, next.at * 1000);
      this.#idle = 0;
    }
    while ((this.#left[0]?.at ?? Number.POSITIVE_INFINITY) * 1000 <= this.#now) {
      await this.#left.shift()?.does();
      this.#idle = 0;
    }
  }
}

export interface WatchedTold {
  readonly events: readonly WatchEvent[];
  readonly said: readonly string[];
}

/** The host of a command that is typed in a folder. */
export function typedHost(cwd: string, signal: AbortSignal, said: string[] = []): Host {
  const tell = (message: string): void => void said.push(message);
  const { FACEENROLL_DB: _, FACEENROLL_KEY: __, FACEENROLL_KEY_FILE: ___, ...env } = process.env;
  return {
    ...{ env, cwd, shownFrom: cwd, isWatched: false, signal, tell, note: tell, progress: () => {} },
    typed: { words: ['test'], folder: cwd, database: [], collection: [], queue: [] },
    processes: KEPT_PROCESSES,
  };
}

/** Watches `photos`, or another folder, in a folder while things happen there, until nothing happens any more. */
export async function watchWhile(
  cwd: string,
  given: Partial<WatchValues>,
  happenings: readonly Happening[],
  folder = 'photos',
  keyFile?: string,
): Promise<WatchedTold> {
  const script = new Script(happenings);
  const said: string[] = [];
  const values = withDefaults(WATCH_OPTIONS, { workers: 1, ...given });
  const around = {
    now: () => script.now(),
    pause: (ms: number) => script.pause(ms, values.every * 1000),
  };
  const scripted: typeof watch = {
    ...watch,
    load: async () => (context, input) => watchFolder(context, input, around),
  };
  const input = { folder, ...values };
  const told: WatchEvent[] = [];
  const host = typedHost(cwd, script.stop.signal, said);
  const place = { db: `${cwd}/watch.db`, keyFile, isGiven: (name: string) => name in given };
  await perform(scripted, input as never, place, host, async (all) => {
    for await (const event of all) told.push(event);
  });
  return { events: told, said };
}

/** The batches of a watch. */
export function batches({ events }: WatchedTold) {
  return events.flatMap((event) => (event.kind === 'batch' ? [event] : []));
}

/** The codes of what a watch has noticed. */
export function noticed({ events }: WatchedTold): readonly string[] {
  return events.flatMap((event) => (event.kind === 'notice' ? [event.code] : []));
}
