import { FatalError, NotFoundError } from '../../domain/fatal-error.js';
import type { JournalRun } from '../../domain/journal-run.js';
import { pathText, quoted } from '../../domain/text.js';
import type { RunJournal } from '../../store/run-journal.js';

/**
 * The run whose ID begins as named, or the last one.
 *
 * @throws {NotFoundError} when there is none.
 * @throws {FatalError} when there are several.
 */
export function findRun(journal: RunJournal, named: string | undefined, db: string): JournalRun {
  const [run, another] = named === undefined ? journal.newest(1) : journal.startingWith(named);
  if (!run) {
    throw new NotFoundError(
      named === undefined
        ? `nothing has run on the database ${pathText(db)} yet`
        : `no run of ${pathText(db)} has an ID that begins with ${quoted(named)}: "faceenroll runs list" tells them`,
      'run',
      named ?? '',
    );
  }
  if (!another) return run;
  throw new FatalError(
    `several runs of ${pathText(db)} have an ID that begins with ${quoted(named ?? '')}: name more of it ("faceenroll runs list" tells them)`,
  );
}

/** Beyond so many runs under way nobody asks for the last that has ended. */
const RECENT = 100;

/** The same; where none is named, the last that has ended. */
export function endedRun(journal: RunJournal, named: string | undefined, db: string): JournalRun {
  if (named !== undefined) return findRun(journal, named, db);
  const ended = journal.newest(RECENT).find(({ status }) => status !== 'running');
  return ended ?? findRun(journal, undefined, db);
}
