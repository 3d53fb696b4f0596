import { EXIT } from '../../domain/exit-codes.js';
import { UsageError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { packSpec } from '../../models/packs.js';
import { encoderInstead } from '../../operations/compare/other-encoder.js';
import type { Typed } from '../../operations/host.js';
import { namesPack } from '../../operations/typed.js';
import { userStatus } from '../../operations/users/user-status.js';
import { statusEvent, statusText } from '../../render/status.js';
import type { Io } from '../io.js';
import { LineWriter } from '../line-writer.js';
import { withGallery } from '../open-gallery.js';
import type { StatusOptions } from '../options/status.js';

/** `faceenroll status` of a photo, of users or of everybody; returns the exit code. */
export async function status(
  userIds: readonly string[],
  options: StatusOptions,
  typed: Typed,
  io: Io,
): Promise<number> {
  if (options.photo === undefined) return tellStatus(userIds, options, namesPack(typed), io);
  if (userIds.length > 0 || options.tag) {
    throw new UsageError('--photo asks who it is: name neither users nor --tag beside it');
  }
  // Loaded when it is needed: users are told without image and model libraries.
  const { tellPhotoStatus } = await import('./photo-status.js');
  return tellPhotoStatus(options.photo, options, io);
}

/** The status of users by their IDs, or of everybody; `named` is whether this call names its pack. Returns the exit code. */
export function tellStatus(
  userIds: readonly string[],
  options: Pick<StatusOptions, 'db' | 'collection' | 'models' | 'json' | 'tag'>,
  named: boolean,
  io: Io,
): Promise<number> {
  const { tag = [] } = options;
  const encoder = packSpec(options.models).encoder.id;
  return withGallery(io, options, 'read', async ({ store, gallery, changes: { users } }) => {
    const part = store.collection(options.collection, encoder);
    const instead = encoderInstead(part, { encoder }, named);
    const statuses = gallery.statuses(encoder);
    const lines = new LineWriter(io.stdout);
    const unknown: string[] = [];
    const asked = function* () {
      for (const userId of userIds) {
        const found = statuses.of(users.find(userId, false)[0] ?? userId);
        if (!found) unknown.push(userId);
        else if (tag.every((one) => found.tags.includes(one))) yield found;
      }
    };
    for (const one of userIds.length > 0 ? asked() : statuses.all(tag)) {
      const found = userStatus(one, instead);
      await lines.write(options.json ? statusEvent(found, encoder) : statusText(found));
    }
    await lines.flush();
    for (const userId of unknown) {
      io.stderr.write(`faceenroll: there is no user with the user ID ${quoted(userId)}\n`);
    }
    return unknown.length > 0 ? EXIT.stopped : EXIT.done;
  });
}
