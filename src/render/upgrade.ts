import { count, jsonLine, listed, printable, some } from '../domain/text.js';
import type { UpgradeOutcome } from '../domain/upgrade.js';
import { namingText, type UsualPack } from './naming-pack.js';
import { wrapped } from './wrapped.js';

/** How an upgrade ended, or is to. */
export interface UpgradeSummary {
  readonly collection: string;
  readonly pack: string;
  readonly encoder: string;
  /** Faces that go over, and of how many users they are. */
  readonly upgraded: number;
  readonly users: number;
  readonly failed: number;
  readonly withoutThumbnail: number;
  /** Where faces that stay are listed. */
  readonly reimport: string | null;
  /** Whether there is something that a rollback would give back. */
  readonly canGoBack: boolean;
  /** Whether the collection had a table of its own (`calibrate --store`), and has none of the new encoder. */
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
          'Back to the templates of before: faceenroll upgrade --rollback',
          'To delete those for good:        faceenroll upgrade --commit',
        ]
      : []),
  ].join('\n');
}

/** There was nothing to upgrade. */
export function nothingDueText({ collection, encoder }: UpgradeSummary): string {
  return wrapped(
    `Nothing to upgrade: no face of the collection "${printable(collection)}" is of another encoder than ${printable(encoder)}.`,
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
  const told = failed.map(
    ({ userId, failure }) =>
      `${printable(userId)} (${failure.code}: ${printable(failure.message)})`,
  );
  return wrapped(`Cannot be encoded: ${some(told)}.`, '  ');
}

/** A table is of one encoder: that of before did not come along. */
function calibrateLines({ pack }: UpgradeSummary, usual: UsualPack): readonly string[] {
  const models = pack === usual.name ? '' : ` --models ${printable(pack)}`;
  return wrapped(
    `The collection's own table of similarities was of the encoder before, and searches use the pack's: run "faceenroll calibrate --store${models}" again.`,
  );
}

/** What a rollback did. */
export interface RollbackSummary {
  readonly collection: string;
  /** The one that it went back from, and those that the templates are of again. */
  readonly encoder: string;
  readonly encoders: readonly string[];
  readonly faces: number;
  readonly enrolledSince: number;
  readonly superseded: number;
  readonly exitCode: number;
}

/** For people; `packs` are those of the encoders, by name. */
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
        ? 'Rolled back: no template of before was left to go back to.'
        : `Rolled back: ${count(faces, 'face')} ${faces === 1 ? 'has its template' : 'have their templates'} of ${names} again. ${namingText(first, usual)}`,
    ),
    ...(enrolledSince > 0
      ? [
          ...wrapped(
            `${count(enrolledSince, 'face')} enrolled since the switch have nothing to go back to and stay of ${printable(encoder)}. To have them encoded from their thumbnails, too:`,
          ),
          `  faceenroll upgrade --models ${pack}`,
        ]
      : []),
    ...(superseded > 0
      ? wrapped(
          `${count(superseded, 'face')} stay of ${printable(encoder)}: their slots have newer templates of the encoder before.`,
        )
      : []),
    ...wrapped(
      `What ${printable(encoder)} made of the faces is kept, so that another upgrade need not encode again; "faceenroll upgrade --forget" deletes it.`,
    ),
    '',
  ].join('\n');
}

/** How one face ended. */
export function upgradeOutcomeEvent(outcome: UpgradeOutcome): string {
  if (outcome.action !== 'ENROLLMENT_FAILED') return jsonLine({ event: 'outcome', ...outcome });
  const { failure, ...face } = outcome;
  const { code, message, advice } = failure;
  return jsonLine({ event: 'outcome', ...face, code, message, advice });
}

/** How an upgrade ended. */
export function upgradeEvent(summary: UpgradeSummary): string {
  return jsonLine({ event: 'summary', ...summary });
}

/** How a rollback, a commit or the deletion of what was staged ended. */
export function endEvent(
  upgrade: 'ROLLED_BACK' | 'COMMITTED' | 'FORGOTTEN',
  summary: object,
): string {
  return jsonLine({ event: 'summary', upgrade, ...summary });
}
