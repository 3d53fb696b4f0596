import { count, jsonLine, listed, printable, some } from '../domain/text.js';
import type { UpgradeOutcome } from '../domain/upgrade.js';
import { namingText, type UsualPack } from './naming-pack.js';
import { wrapped } from './wrapped.js';

/** The result or the plan of an upgrade. */
export interface UpgradeSummary {
  readonly collection: string;
  readonly pack: string;
  readonly encoder: string;
  /** Faces that are switched, and the number of their users. */
  readonly upgraded: number;
  readonly users: number;
  readonly failed: number;
  readonly withoutThumbnail: number;
  /** Path of the list of faces that stay. */
  readonly reimport: string | null;
  /** Whether a rollback would change anything. */
  readonly canGoBack: boolean;
  /**
   * Whether the collection had its own table (`calibrate --store`), but has none for the new
   * encoder.
   */
  readonly calibrateAgain: boolean;
  readonly exitCode: number;
}

/** What is about to happen, before the question. */
export function planText(summary: UpgradeSummary): string {
  return [...stayingLines(summary), ''].join('\n');
}

/** The question before a switch. */
export function switchQuestion({ upgraded, users, encoder, pack }: UpgradeSummary): string {
  const who = `${count(upgraded, 'face')} of ${count(users, 'user')}`;
  return `Switch ${who} to ${printable(encoder)} (--models ${printable(pack)})?`;
}

/** What happened, for people. */
export function upgradedText(
  summary: UpgradeSummary,
  outcomes: readonly UpgradeOutcome[],
  usual: UsualPack,
): string {
  const { upgraded, users, encoder, reimport } = summary;
  const done =
    upgraded === 0
      ? 'No face was upgraded.'
      : `Upgraded: ${count(upgraded, 'face')} of ${count(users, 'user')} to ${printable(encoder)}.`;
  return [
    ...wrapped(done),
    ...stayingLines(summary),
    ...failedLines(outcomes),
    ...(reimport === null
      ? []
      : [
          ...wrapped(`Their users and photos: ${printable(reimport)}; import them again with`),
          `  faceenroll import-csv ${printable(reimport)} --images <folder> --models ${printable(summary.pack)}`,
        ]),
    ...(upgraded === 0 ? [] : wrapped(namingText(summary.pack, usual))),
    ...(summary.calibrateAgain ? calibrateLines(summary, usual) : []),
    ...(summary.canGoBack
      ? [
          'Back to the previous templates:  faceenroll upgrade --rollback',
          'To delete those for good:        faceenroll upgrade --commit',
        ]
      : []),
  ].join('\n');
}

export function nothingDueText({ collection, encoder }: UpgradeSummary): string {
  return wrapped(
    `Nothing to upgrade: no face of the collection "${printable(collection)}" has an encoder other than ${printable(encoder)}.`,
  ).join('\n');
}

function stayingLines({ failed, withoutThumbnail, pack }: UpgradeSummary): readonly string[] {
  const staying = failed + withoutThumbnail;
  if (staying === 0) return [];
  const why = [
    ...(withoutThumbnail > 0 ? [`${count(withoutThumbnail, 'face')} without a thumbnail`] : []),
    ...(failed > 0 ? [`${count(failed, 'face')} that cannot be encoded`] : []),
  ];
  const rest = `with --models ${printable(pack)} they are not found until their photos are imported again.`;
  return wrapped(`Left as they are: ${why.join(' and ')}; ${rest}`);
}

function failedLines(outcomes: readonly UpgradeOutcome[]): readonly string[] {
  const failed = outcomes.flatMap((one) => (one.action === 'ENROLLMENT_FAILED' ? [one] : []));
  if (failed.length === 0) return [];
  const reasons = failed.map(
    ({ userId, failure }) =>
      `${printable(userId)} (${failure.code}: ${printable(failure.message)})`,
  );
  return wrapped(`Cannot be encoded: ${some(reasons)}.`, '  ');
}

/** A table belongs to one encoder: the previous one no longer applies. */
function calibrateLines({ pack }: UpgradeSummary, usual: UsualPack): readonly string[] {
  const models = pack === usual.name ? '' : ` --models ${printable(pack)}`;
  return wrapped(
    `The collection's own table of similarities was for the previous encoder, and searches use the pack's: run "faceenroll calibrate --store${models}" again.`,
  );
}

export interface RollbackSummary {
  readonly collection: string;
  /** The encoder before the rollback, and those of the templates after it. */
  readonly encoder: string;
  readonly encoders: readonly string[];
  readonly faces: number;
  readonly enrolledSince: number;
  readonly superseded: number;
  readonly exitCode: number;
}

/** The result for people; `packs` names those of the encoders. */
export function rolledBackText(
  summary: RollbackSummary,
  packs: readonly string[],
  usual: UsualPack,
): string {
  const { encoder, encoders, faces, enrolledSince, superseded } = summary;
  const names = listed(encoders.map(printable));
  const [first = '<pack>'] = packs;
  const pack = printable(first);
  return [
    ...wrapped(
      faces === 0
        ? 'Rolled back: no previous template was left to go back to.'
        : `Rolled back: ${count(faces, 'face')} ${faces === 1 ? 'has its template' : 'have their templates'} of ${names} again. ${namingText(first, usual)}`,
    ),
    ...(enrolledSince > 0
      ? [
          ...wrapped(
            `${count(enrolledSince, 'face')} enrolled since the switch, with nothing to go back to: left with ${printable(encoder)}. To encode from thumbnails, too:`,
          ),
          `  faceenroll upgrade --models ${pack}`,
        ]
      : []),
    ...(superseded > 0
      ? wrapped(
          `${count(superseded, 'face')} left with ${printable(encoder)}, since the same slot has a newer template of the previous encoder.`,
        )
      : []),
    ...wrapped(
      `What ${printable(encoder)} made of the faces is kept, so that another upgrade need not encode again; "faceenroll upgrade --forget" deletes it.`,
    ),
    '',
  ].join('\n');
}

/** The outcome for one face. */
export function upgradeOutcomeEvent(outcome: UpgradeOutcome): string {
  if (outcome.action !== 'ENROLLMENT_FAILED') return jsonLine({ event: 'outcome', ...outcome });
  const { failure, ...face } = outcome;
  const { code, message, advice } = failure;
  return jsonLine({ event: 'outcome', ...face, code, message, advice });
}

export function upgradeEvent(summary: UpgradeSummary): string {
  return jsonLine({ event: 'summary', ...summary });
}

/** The result of a rollback, of a commit or of deleting what was staged. */
export function endEvent(
  upgrade: 'ROLLED_BACK' | 'COMMITTED' | 'FORGOTTEN',
  summary: object,
): string {
  return jsonLine({ event: 'summary', upgrade, ...summary });
}
