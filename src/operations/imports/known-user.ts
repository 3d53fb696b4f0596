import type { Failure } from '../../domain/failures.js';
import type { UserStatus } from '../../domain/gallery.js';
import { printable, quoted } from '../../domain/text.js';
import { encodeDue } from '../../enroll/upgrade/encode-due.js';
import type { ModelPack } from '../../models/packs.js';
import { type Context, changesOf, galleryOf, type MadeContext } from '../context.js';
import type { ENROLL_OPTIONS } from '../options/import.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { usersStatus } from '../status/users.js';
import { whyNotUpgraded } from '../upgrade/why-not.js';
import { workerPool } from '../worker-pool.js';

interface Face {
  readonly faceId: string;
  readonly slot: number;
}

/** What became of a user's faces that were encoded again from their thumbnails. */
export interface UserUpgrade {
  readonly userId: string;
  readonly upgraded: readonly Face[];
  readonly failures: readonly (Face & { readonly failure: Failure })[];
}

/** What there is of templates of a user. */
export interface KnownUser {
  readonly kind: 'known';
  /** Null where none was due, or none could be. */
  readonly upgrade: UserUpgrade | null;
  /** None for a user ID that nobody has, and for whom the tags leave out. */
  readonly statuses: readonly UserStatus[];
  readonly encoder: string;
  readonly unknown: readonly string[];
}

type EnrollValues = ValuesOf<typeof ENROLL_OPTIONS>;

/**
 * Upgrades a user's template from its thumbnails where that is due, or says why it cannot be,
 * and tells what there is of templates.
 *
 * @throws {FatalError} when there is no such database or collection.
 */
export async function knownUser(
  context: MadeContext,
  wanted: string,
  options: EnrollValues,
): Promise<KnownUser> {
  const upgrade = options.dryRun ? null : await upgradeIfDue(context, wanted, options);
  return context.inExisting('read', (open) => {
    const { encoder, statuses, unknown } = usersStatus(open, {
      ...{ userIds: [wanted], models: options.models, tags: options.tag },
    });
    const all = [...statuses];
    return { kind: 'known', upgrade, encoder, statuses: all, unknown: unknown() };
  });
}

async function upgradeIfDue(
  context: MadeContext,
  wanted: string,
  options: EnrollValues,
): Promise<UserUpgrade | null> {
  const pack = packFor(context.host, options.models);
  // Looked at first, since most often there is nothing to wait for a run or a key for.
  const userId = await context.inExisting('read', (open) => dueUser(open, wanted, pack, options));
  if (userId === undefined) return null;
  return context.inExisting('write', (open) => upgradeUser(open, userId, pack, options.workers));
}

/** The user, if an upgrade is due and nothing is in its way. */
function dueUser(
  open: Context,
  wanted: string,
  pack: ModelPack,
  { ignoreCase = false }: EnrollValues,
): string | undefined {
  const part = changesOf(open, pack.encoder);
  const [userId] = part.users.find(wanted, ignoreCase);
  if (userId === undefined) return undefined;
  if (!galleryOf(open).statuses(pack.encoder).of(userId)?.upgradeDue) return undefined;
  const whyNot = whyNotUpgraded(userId, part, pack, open.isGiven?.('models') ?? false);
  if (whyNot === undefined) return userId;
  open.host.note(printable(`${quoted(userId)} is not upgraded: ${whyNot}`));
  return undefined;
}

async function upgradeUser(
  open: Context,
  userId: string,
  pack: ModelPack,
  threads = 1,
): Promise<UserUpgrade> {
  const { host } = open;
  const { signal } = host;
  const part = changesOf(open, pack.encoder);
  const pool = workerPool(host, pack.models, { threads, work: 'encode' });
  try {
    const faces = part.staged.dueOf(userId);
    const failures = await encodeDue(faces, part, pool, {
      ...{ total: faces.length, signal, onProgress: () => {} },
    });
    signal.throwIfAborted();
    const now = new Date().toISOString();
    const upgraded = part.transaction(() => part.upgrades.switchStaged(now, userId));
    const failed = faces.flatMap(({ faceId, slot }) => {
      const failure = failures.get(faceId);
      return failure ? [{ faceId, slot, failure }] : [];
    });
    return { userId, upgraded, failures: failed };
  } finally {
    await pool.close();
  }
}
