import type { Entry, Source } from '../domain/entry.js';
import type { WorkList } from '../store/work-list.js';
import { photoStats } from './photo-stats.js';

/**
 * Whether a source still says what a run has read from it, and none of its photos was
 * changed or put there since. Reads the source to its end.
 *
 * @param since when the run began, milliseconds since 1970
 */
export async function isSameInput(source: Source, work: WorkList, since: number): Promise<boolean> {
  const before = entriesOf(work);
  for await (const entry of source.entries()) {
    const { value, done } = before.next();
    // Both have gone through the same JSON, and so have their keys in the same order.
    if (done || JSON.stringify(value) !== JSON.stringify(entry)) return false;
    if (await anyChanged(entry, since)) return false;
  }
  return before.next().done === true;
}

function* entriesOf(work: WorkList): Generator<Entry> {
  for (const page of work.pages()) {
    for (const { entry } of page) yield entry;
  }
}

/**
 * By the time at which the system last changed anything about the file, which, unlike the
 * time of its content, nobody can set: a copy with its old date counts as new.
 */
async function anyChanged({ photos }: Entry, since: number): Promise<boolean> {
  for (const { path } of photos) {
    if (path === undefined) continue;
    const stats = await photoStats(path);
    if (stats !== undefined && stats.ctimeMs >= since) return true;
  }
  return false;
}
