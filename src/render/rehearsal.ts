import type { SimilarUsers } from '../domain/duplicates.js';
import type { Failure } from '../domain/failures.js';
import { cosine, rate, share } from '../domain/figures.js';
import type { ApartUser, Rehearsal, RehearsedEncoder } from '../domain/rehearsal.js';
import { count, jsonLine, number, printable } from '../domain/text.js';
import type { DueFace } from '../domain/upgrade.js';
import { foundCell, rehearsedStrength } from './rehearsed-strength.js';
import { wrapped } from './wrapped.js';

export interface RehearsalReport extends Rehearsal {
  readonly collection: string;
  readonly pack: string;
  readonly withoutThumbnail: number;
  readonly failed: readonly DueFace[];
  readonly failures: ReadonlyMap<string, Failure>;
  readonly fpir: number;
  readonly fmr: number;
  /** Path of the list of faces that stay, if it was requested. */
  readonly reimport: string | null;
  readonly exitCode: number;
}

/** Lines of a kind shown on the screen; --json has all. */
const SHOWN = 10;

/** Widths of the table's columns: the label, then the two encoders. */
const [WHAT, FIGURE] = [34, 22];

/** For people: at most 80 columns, except for long names. */
export function rehearsalText(report: RehearsalReport): string {
  const { before, after, faces, users, collection, pack } = report;
  const head = `Rehearsal of an upgrade of the collection "${printable(collection)}" to the pack ${printable(pack)}: ${count(faces, 'face')} of ${count(users, 'user')}, as ${printable(before.encoder)} (now) and ${printable(after.encoder)} (then) see them.`;
  return [
    ...wrapped(head),
    '',
    row('', 'now', 'then'),
    ...similarityRows(before, after),
    row(
      `duplicates, --fpir ${rate(report.fpir)}`,
      threshold(before.duplicates),
      threshold(after.duplicates),
    ),
    row(`own face, --fmr ${rate(report.fmr)}`, threshold(before.own), threshold(after.own)),
    ...sourceLines(before, after),
    row('finds of 100 second photos', foundCell(before), foundCell(after)),
    ...rehearsedStrength(report),
    '',
    ...pairLines(report),
    ...ownLines(report),
    ...stayingLines(report),
    '',
    ...wrapped(
      'Nothing was switched. The faces that are encoded are kept aside, unseen by other commands: the upgrade need not encode them again, and "faceenroll upgrade --forget" deletes them.',
    ),
    '',
  ].join('\n');
}

function row(what: string, p: string, q: string): string {
  return `${what.padEnd(WHAT)}${p.padStart(FIGURE)}  ${q.padStart(FIGURE)}`.trimEnd();
}

function similarityRows(before: RehearsedEncoder, after: RehearsedEncoder): readonly string[] {
  const [p, q] = [before.different, after.different];
  if (!p || !q) {
    return ['(too few users to tell how similar different users are)'];
  }
  const rates = p.table.filter(({ fmr }) => q.table.some((other) => other.fmr === fmr));
  return [
    row('different users: half are below', cosine(p.median), cosine(q.median)),
    ...rates.map(({ fmr, similarity, basis }) => {
      const other = q.table.find((one) => one.fmr === fmr);
      const what = `  ${share(fmr)} are above${basis === 'extrapolated' ? ' *' : ''}`;
      return row(what, cosine(similarity), cosine(other?.similarity ?? 1));
    }),
    row('  the most similar', cosine(p.highest), cosine(q.highest)),
    ...(rates.some(({ basis }) => basis === 'extrapolated')
      ? [`* extrapolated: ${number(p.pairs)} pairs were compared`]
      : []),
    '',
    'Thresholds',
  ];
}

function threshold(known: RehearsedEncoder['own']): string {
  return known ? `${cosine(known.similarity)}${known.extrapolated ? ' *' : ''}` : 'not known';
}

function sourceLines(...encoders: readonly RehearsedEncoder[]): readonly string[] {
  return encoders.flatMap(({ encoder, duplicates, own }) => {
    if (!duplicates) return [];
    const beyond = duplicates.extrapolated || own?.extrapolated ? '; * extrapolated' : '';
    const of = `${printable(encoder)}: measured on ${printable(duplicates.measuredOn)}`;
    return wrapped(`${of}${beyond}`, '  ');
  });
}

function pairLines({ before, after, appear, vanish, stay }: RehearsalReport): readonly string[] {
  if (!before.duplicates || !after.duplicates) {
    return wrapped(
      'Suspected duplicates cannot be compared: nobody has measured what the similarities of one of the encoders mean (see "faceenroll calibrate").',
    );
  }
  return [
    `Suspected duplicates: ${number(appear.length)} appear, ${number(vanish.length)} vanish, ${number(stay)} stay.`,
    ...someLines('appears', appear.map(pairText)),
    ...someLines('vanishes', vanish.map(pairText)),
  ];
}

function pairText({ userId, otherUserId, similarity }: SimilarUsers): string {
  return `${printable(userId)} and ${printable(otherUserId)} (${cosine(similarity)})`;
}

function ownLines({ severalFaces, noLongerPass, nowPass }: RehearsalReport): readonly string[] {
  if (severalFaces === 0) return ['No user has several faces to compare with each other.'];
  const text = `Users with several faces: ${number(severalFaces)}. No longer one person: ${number(noLongerPass.length)}; now one person: ${number(nowPass.length)}.`;
  return [
    ...wrapped(text),
    ...someLines('no longer', noLongerPass.map(apartText)),
    ...someLines('now', nowPass.map(apartText)),
  ];
}

function apartText({ userId, before, after }: ApartUser): string {
  return `${printable(userId)} (${cosine(before)}, then ${cosine(after)})`;
}

function stayingLines(report: RehearsalReport): readonly string[] {
  const { withoutThumbnail, failed, failures, reimport } = report;
  return [
    ...(withoutThumbnail > 0
      ? wrapped(
          `${count(withoutThumbnail, 'face')} without a thumbnail: template kept, to be imported again.`,
        )
      : []),
    ...(failed.length > 0 ? [`${count(failed.length, 'face')} cannot be encoded:`] : []),
    ...someLines(
      'fails',
      failed.map(({ userId, faceId }) => {
        const failure = failures.get(faceId);
        return `${printable(userId)} (${failure?.code}: ${printable(failure?.message ?? '')})`;
      }),
    ),
    ...(reimport === null ? [] : [`Their users and photos: ${printable(reimport)}`]),
  ];
}

function someLines(what: string, texts: readonly string[]): readonly string[] {
  const more = texts.length - SHOWN;
  return [
    ...texts.slice(0, SHOWN).map((text) => `  ${what}: ${text}`),
    ...(more > 0 ? [`  and ${number(more)} more: --json lists all`] : []),
  ];
}

export function rehearsalEvent({ failures, failed, ...report }: RehearsalReport): string {
  return jsonLine({
    event: 'rehearsal',
    ...report,
    failed: failed.map(({ faceId, userId, slot }) => {
      const { code, message } = failures.get(faceId) ?? {};
      return { faceId, userId, slot, code, message };
    }),
  });
}
