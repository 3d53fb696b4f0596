import { EXIT } from '../../domain/exit-codes.js';
import { printable, quoted } from '../../domain/text.js';
import { encodeDue } from '../../enroll/upgrade/encode-due.js';
import type { ModelPack } from '../../models/packs.js';
import { openExisting } from '../../operations/database/existing-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import type { Typed } from '../../operations/host.js';
import { namesPack } from '../../operations/typed.js';
import { whyNotUpgraded } from '../../operations/upgrade/why-not.js';
import { upgradeOutcomeEvent } from '../../render/upgrade.js';
import { userUpgradedText } from '../../render/user-upgrade.js';
import type { CollectionStore } from '../../store/store.js';
import { ExtractionPool } from '../../workers/pool.js';
import { onInterrupt, signalCode } from '../interrupt.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { withGallery } from '../open-gallery.js';
import { tellStatus } from '../status/status.js';
import { usePack } from '../use-pack.js';
import type { EnrollOptions } from './options.js';

/**
 * `faceenroll enroll <user-id>` without photos: upgrades the user's template from its thumbnails
 * where that is due, or tells why it cannot be, and tells what there is of templates; returns
 * the exit code.
 */
export async function enrollWithoutPhotos(
  wanted: string,
  options: EnrollOptions,
  typed: Typed,
  io: Io,
): Promise<number> {
  const code = options.dryRun ? EXIT.done : await upgradeIfDue(wanted, options, typed, io);
  if (code !== EXIT.done && code !== EXIT.someFailed) return code;
  const told = await tellStatus([wanted], options, namesPack(typed), io);
  return code === EXIT.done ? told : code;
}

async function upgradeIfDue(
  wanted: string,
  options: EnrollOptions,
  typed: Typed,
  io: Io,
): Promise<number> {
  const { db, collection, reference } = options;
  const pack = usePack(options.models, io, options);
  // Looked at first, since most often there is nothing to wait for a run or a key for.
  const due = await withGallery(io, options, 'read', ({ store, gallery, changes }) => {
    const [userId] = changes.users.find(wanted, options.ignoreCase ?? false);
    if (userId === undefined || !gallery.statuses(pack.encoder).of(userId)?.upgradeDue) return;
    const part = store.collection(collection, pack.encoder);
    return { userId, whyNot: whyNotUpgraded(userId, part, pack, namesPack(typed)) };
  });
  if (!due) return EXIT.done;
  if (due.whyNot !== undefined) {
    const { userId, whyNot } = due;
    if (!options.quiet) {
      io.stderr.write(`${printable(`${quoted(userId)} is not upgraded: ${whyNot}`)}\n`);
    }
    return EXIT.done;
  }
  const store = await whenFree(
    () => openExisting(db, 'write', hostOf(io), options),
    options,
    hostOf(io),
  );
  try {
    const part = store.collection(collection, pack.encoder, { reference });
    return await upgradeUser(due.userId, part, pack, options, io);
  } finally {
    store.close();
  }
}

/** Returns the exit code: 3 when a face failed. */
async function upgradeUser(
  userId: string,
  part: CollectionStore,
  pack: ModelPack,
  { workers, json }: EnrollOptions,
  io: Io,
): Promise<number> {
  const pool = new ExtractionPool(pack.models, {
    threads: workers ?? 1,
    work: 'encode',
    processes: io.processes,
  });
  const interrupt = onInterrupt(io, (message) => io.stderr.write(`${message}\n`));
  try {
    const faces = part.staged.dueOf(userId);
    const { signal } = interrupt;
    const failures = await encodeDue(faces, part, pool, {
      ...{ total: faces.length, signal, onProgress: () => {} },
    });
    if (signal.aborted) return signalCode(interrupt.received());
    const now = new Date().toISOString();
    const upgraded = part.transaction(() => part.upgrades.switchStaged(now, userId));
    if (json) {
      const action = 'TEMPLATE_UPGRADED';
      for (const { faceId, slot } of upgraded) {
        io.stdout.write(`${upgradeOutcomeEvent({ faceId, userId, slot, action })}\n`);
      }
      for (const { faceId, slot } of faces) {
        const failure = failures.get(faceId);
        if (!failure) continue;
        const own = { faceId, userId, slot, action: 'ENROLLMENT_FAILED' } as const;
        io.stdout.write(`${upgradeOutcomeEvent({ ...own, failure })}\n`);
      }
    } else {
      io.stdout.write(userUpgradedText(userId, upgraded.length, [...failures.values()]));
    }
    return failures.size > 0 ? EXIT.someFailed : EXIT.done;
  } finally {
    interrupt.dispose();
    await pool.close();
  }
}
