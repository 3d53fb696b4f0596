import { EXIT } from '../../domain/exit-codes.js';
import type { MadeContext } from '../../operations/context.js';
import type { Enrolled } from '../../operations/imports/enroll.js';
import type { KnownUser, UserUpgrade } from '../../operations/imports/known-user.js';
import type { ValuesOf } from '../../operations/options/row.js';
import { upgradeOutcomeEvent } from '../../render/upgrade.js';
import { userUpgradedText } from '../../render/user-upgrade.js';
import type { Show } from '../command-of.js';
import type { Io } from '../io.js';
import type { IMPORT_OUTPUT } from '../options/output.js';
import { printUsers } from '../status/show.js';
import { importPrinter } from './print-import.js';

type Shown = ValuesOf<typeof IMPORT_OUTPUT>;

/** Prints an import of one user, or what there is of templates; returns the exit code. */
export function enrolledPrinter(): Show<Enrolled, typeof IMPORT_OUTPUT, MadeContext> {
  const printImport = importPrinter();
  const show = (enrolled: Enrolled, shown: Shown, io: Io, context: MadeContext): unknown =>
    enrolled.kind === 'import'
      ? printImport(enrolled.result, shown, io, context)
      : printKnown(enrolled, shown, io);
  return Object.assign(show, { outcome: printImport.outcome });
}

async function printKnown(
  { upgrade, unknown, ...status }: KnownUser,
  { json }: Shown,
  io: Io,
): Promise<number> {
  if (upgrade) io.stdout.write(json ? upgradeEvents(upgrade) : upgradeText(upgrade));
  const code = await printUsers({ ...status, kind: 'users', unknown: () => unknown }, json, io);
  return upgrade && upgrade.failures.length > 0 ? EXIT.someFailed : code;
}

function upgradeEvents({ userId, upgraded, failures }: UserUpgrade): string {
  const events = [
    ...upgraded.map(({ faceId, slot }) =>
      upgradeOutcomeEvent({ faceId, userId, slot, action: 'TEMPLATE_UPGRADED' }),
    ),
    ...failures.map(({ faceId, slot, failure }) =>
      upgradeOutcomeEvent({ faceId, userId, slot, action: 'ENROLLMENT_FAILED', failure }),
    ),
  ];
  return events.map((event) => `${event}\n`).join('');
}

function upgradeText({ userId, upgraded, failures }: UserUpgrade): string {
  const all = failures.map(({ failure }) => failure);
  return userUpgradedText(userId, upgraded.length, all);
}
