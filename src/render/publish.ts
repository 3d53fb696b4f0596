import type {
  Publication,
  PublicationState,
  PublishedDeletion,
  PublishResult,
} from '../domain/publication.js';
import { commandText, count, number, printable, quoted } from '../domain/text.js';

/** The result for people. */
export function publishText(result: PublishResult): string {
  const { action, added, changed, removed, faces, dryRun } = result;
  const where = whereText(result);
  if (action === 'forgotten') {
    return `The collection ${quoted(result.collection)} is published to ${where} no longer. What is there stays: delete it there.`;
  }
  if (action === 'withdrawn') {
    return `Deleted ${count(removed, 'face')} from ${where}. The collection is no longer published there.`;
  }
  if (action === 'unchanged') {
    return `Nothing has changed: ${where} has ${count(faces, 'face')}.`;
  }
  const what = `${number(added)} added, ${number(changed)} changed, ${number(removed)} removed`;
  return dryRun
    ? `${where} would have ${count(faces, 'face')}: ${what}. Nothing was changed.`
    : `${where} has ${count(faces, 'face')}: ${what}.`;
}

/** One line of `--json`. */
export function publishEvent(result: PublishResult): object {
  return { event: 'published', ...result };
}

/** The table, as it starts a sentence or ends one. */
function whereText({ table, at }: { readonly table: string; readonly at: string }): string {
  return `${printable(table)} at ${printable(at)}`;
}

/**
 * That a table still has what it should not, and what to do; undefined where nothing is left, and
 * nothing else is to be told.
 *
 * @param database words that name the database to a command
 */
export function leftText(
  deletion: PublishedDeletion,
  database: readonly string[] = [],
): string | undefined {
  const { done, left, problem } = deletion;
  if (left === 0 && (done === 0 || problem === null)) return undefined;
  if (left === 0) {
    return `${count(done, 'face')} deleted or changed here: done in ${whereText(deletion)} as well, but ${printable(problem ?? '')}. The next deletion or publication does it once more.`;
  }
  const faces = left === 1 ? '1 face that was' : `${number(left)} faces that were`;
  return `${faces} deleted or changed here may still be in ${whereText(deletion)} (${printable(problem ?? 'not tried yet')}). Run "${commandText([...publishWords(deletion), ...database])}" when it can be reached; the next deletion tries it again as well.`;
}

/**
 * That the database could not tell what is left, and what to do.
 *
 * @param database words that name the database to a command
 */
export function untoldText(problem: string, database: readonly string[] = []): string {
  return `What was deleted or changed here may still be published: this database could not be asked (${printable(problem)}). Run "${commandText(['check', ...database])}", which tells where.`;
}

/** What deletes it there. */
function publishWords({ collection, address, table }: Publication): readonly string[] {
  return [
    ...['templates', 'publish', '--to', address, '--table', table],
    ...(collection === 'default' ? [] : ['--collection', collection]),
  ];
}

/** That a table was published to by another name, which may be that of the table it was copied from. */
export function readdressedText(former: Publication, now: Publication): string {
  const [address, table] = [former.address, former.table].map(printable);
  const from = former.table === now.table ? address : `${address}, table ${table}`;
  return `This table was published to as ${from} before, and is by its new address from now on. If it is a copy of that one, delete that one there: nothing here does it any more.`;
}

/** How a table stands, for whoever asks about a collection. */
export function publicationText({
  table,
  publishedAt,
  ...state
}: PublicationState & { readonly at: string }): string {
  const { at, faces, pending } = state;
  const since =
    publishedAt === null
      ? 'not yet published as a whole'
      : `${count(faces, 'face')} since ${publishedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const news = pending === 0 ? '' : `, ${count(pending, 'change')} not yet published`;
  return `Published to ${whereText({ table, at })}: ${since}${news}.`;
}
