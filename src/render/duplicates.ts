import type { DuplicateCluster, DuplicateScan, SimilarUsers } from '../domain/duplicates.js';
import { about } from '../domain/figures.js';
import { count, listed, printable } from '../domain/text.js';
import { csvText } from './csv-text.js';
import { wrapped } from './wrapped.js';

/** Marks the continuation of a line. */
const INDENT = '  ';

const COLUMNS = [
  'cluster',
  'user_id',
  'other_user_id',
  'similarity',
  'face_id',
  'other_face_id',
] as const;

/** Pairs shown for a large cluster; the CSV has all. */
const PAIRS_SHOWN = 20;

/** Longer user IDs do not widen their column. */
const WIDEST_ID = 30;

/** The scan for a person: the summary, then each cluster. */
export function* duplicatesText(scan: DuplicateScan): Generator<string> {
  yield* duplicatesSummary(scan);
  for (const [i, cluster] of scan.clusters.entries()) {
    yield '';
    yield* clusterLines(cluster, i + 1);
  }
  if (scan.clusters.length === 0) return;
  yield '';
  yield 'Twins, or an approved second user ID? Allow them, and they are not listed again:';
  yield '  faceenroll duplicates allow <user-a> <user-b> --reason <text>';
}

/** What was found, what the threshold means, and how many false alarms to expect. */
export function* duplicatesSummary(scan: DuplicateScan): Generator<string> {
  const { clusters, templates, users, allowedPairs, falseAlarms } = scan;
  const found = clusters.reduce((sum, { userIds }) => sum + userIds.length, 0);
  const gallery = `${count(templates, 'template')} of ${count(users, 'user')}`;
  yield* wrapped(
    clusters.length === 0
      ? `No duplicates in ${gallery}.`
      : `${count(found, 'user')} in ${count(clusters.length, 'cluster')} may be duplicates (searched: ${gallery}).`,
    INDENT,
  );
  yield* wrapped(`Threshold: ${printable(scan.meaning)}.`, INDENT);
  if (falseAlarms !== null) {
    yield `False alarms to expect: ${about(falseAlarms, 'pair')} of templates of different people.`;
  }
  if (allowedPairs > 0) yield `Left out: ${count(allowedPairs, 'pair')} of users, as exceptions.`;
}

function* clusterLines({ userIds, pairs }: DuplicateCluster, number: number): Generator<string> {
  yield* wrapped(`Cluster ${number}: ${listed(userIds.map(printable))}`, INDENT);
  const shown = pairs.slice(0, PAIRS_SHOWN);
  const widths = shown.map(({ userId }) => printable(userId).length);
  const width = Math.min(Math.max(...widths), WIDEST_ID);
  for (const { similarity, userId, otherUserId } of shown) {
    const first = printable(userId).padEnd(width);
    yield `  ${similarity.toFixed(4)}  ${first}  ${printable(otherUserId)}`;
  }
  const more = pairs.length - shown.length;
  if (more > 0) yield `  and ${count(more, 'pair')} more, less similar (--csv lists them all)`;
}

/** The scan as a CSV: one line for each pair, with the number of its cluster. */
export function* duplicatesCsv({ clusters }: DuplicateScan): Generator<string> {
  yield csvText([COLUMNS]);
  for (const [i, { pairs }] of clusters.entries()) {
    for (const pair of pairs) yield csvText([pairCells(pair, i + 1)]);
  }
}

function pairCells(pair: SimilarUsers, cluster: number): readonly string[] {
  const { userId, otherUserId, similarity, faceId, otherFaceId } = pair;
  return [String(cluster), userId, otherUserId, similarity.toFixed(6), faceId, otherFaceId];
}

/** The scan for a program: an event for each cluster, then the summary. */
export function* duplicatesEvents(scan: DuplicateScan, exitCode: number): Generator<object> {
  const { clusters, similarity, threshold, ...figures } = scan;
  for (const [i, cluster] of clusters.entries()) {
    yield { event: 'cluster', cluster: i + 1, ...cluster };
  }
  yield {
    event: 'summary',
    clusters: clusters.length,
    ...figures,
    similarity,
    fmr: threshold?.fmr ?? null,
    extrapolated: threshold?.extrapolated ?? null,
    measuredOn: threshold?.measuredOn ?? null,
    exitCode,
  };
}
