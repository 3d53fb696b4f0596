import type { Submission } from '../domain/review.js';
import type { ListedSubmission, ReviewItem } from '../domain/reviewed.js';
import { printable, quoted } from '../domain/text.js';
import { shownTime } from './audit-list.js';
import { minute } from './links.js';
import { textTable } from './text-table.js';
import { wrapped } from './wrapped.js';

const HEADINGS = ['photo', 'user', 'name', 'sent (UTC)', 'quality', 'why it waits'];

/** Where the lines of a photo begin, below their names. */
const INDENT = ' '.repeat(12);

/** Photos that wait, for a person. */
export function* waitingText(
  waiting: readonly ListedSubmission[],
  width: number,
): Generator<string> {
  if (waiting.length === 0) yield 'No photos wait.';
  else yield* textTable(HEADINGS, waiting.map(cellsOf), width);
}

function cellsOf({ submissionId, userId, name, sentAt, quality, reasons }: ListedSubmission) {
  return [
    ...[submissionId, userId, name ?? '', minute(sentAt)],
    ...[quality?.toFixed(2) ?? '', reasons.map(({ code }) => code).join(', ')],
  ];
}

/** A photo with what an operator decides by. */
export function itemText(item: ReviewItem, output: string | null): readonly string[] {
  const { submissionId, userId, name, collection, isEdited, failure } = item;
  const who = `user ${quoted(userId)}${name === null ? '' : `, ${quoted(name)}`}`;
  const edited = isEdited ? 'cropped or turned by an operator' : undefined;
  return [
    printable(`Photo ${submissionId} of ${who}, in the collection ${quoted(collection)}`),
    ...entry('sent', `${shownTime(item.sentAt)}, by the link ${item.linkId}`),
    ...entry('state', stateText(item)),
    ...entry('why', item.reasons.map(({ message }) => message).join('; ')),
    ...entry('quality', figures(item)),
    ...entry('measures', measuresText(item)),
    ...entry('edited', edited),
    ...entry('fails now', failure && `${failure.code}: ${failure.message}`),
    ...(item.state === 'waiting' ? likenessLines(item) : []),
    ...entry('written', output),
  ];
}

function likenessLines({ ownSimilarity, looksLike, failure }: ReviewItem): readonly string[] {
  if (failure) return [];
  const others = looksLike.map(
    ({ userId, similarity }) => `user ${quoted(userId)} (similarity ${similarity.toFixed(3)})`,
  );
  const own = ownSimilarity === null ? 'none' : `similarity ${ownSimilarity.toFixed(3)}`;
  return [
    ...entry('own face', own),
    ...entry('looks like', others.length > 0 ? others.join(', ') : 'nobody else'),
  ];
}

function figures({ quality, liveness }: Submission): string | undefined {
  const shown = [
    ...(quality === null ? [] : [quality.toFixed(2)]),
    ...(liveness === null ? [] : [`liveness ${liveness.toFixed(3)}`]),
  ];
  return shown.length > 0 ? shown.join(', ') : undefined;
}

function measuresText({ measures }: Submission): string | undefined {
  const each = Object.entries(measures).map(([name, value]) => {
    return `${name} ${Number(value.toPrecision(3))}`;
  });
  return each.length > 0 ? each.join(', ') : undefined;
}

/** "denied at ... by root: OTHER (without the cat)". */
function stateText({ state, decidedAt, decidedBy, denial }: Submission): string {
  if (decidedAt === null) return state;
  const by = decidedBy === null ? '' : ` by ${decidedBy}`;
  const why = denial === null ? '' : `: ${denial.reason}`;
  const note = denial?.note ? ` (${denial.note})` : '';
  return `${state} at ${shownTime(decidedAt)}${by}${why}${note}`;
}

/** A named line, if there is anything to say. */
function entry(name: string, text: string | null | undefined): readonly string[] {
  if (!text) return [];
  return wrapped(`${name.padEnd(INDENT.length - 3)} ${printable(text)}`, INDENT, '  ');
}

/** All that was ever sent for a user, the oldest first. */
export function historyText(userId: string, sent: readonly Submission[]): readonly string[] {
  if (sent.length === 0) return [`No photo of the user ${quoted(userId)} has waited for review.`];
  return sent.flatMap((one) => [
    `${one.submissionId}  sent ${shownTime(one.sentAt)}`,
    ...entry('why', one.reasons.map(({ message }) => message).join('; ')),
    ...entry('state', stateText(one)),
  ]);
}
