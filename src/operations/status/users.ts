import type { TemplateStatus, UserStatus } from '../../domain/gallery.js';
import { packSpec } from '../../models/packs.js';
import { encoderInstead } from '../compare/other-encoder.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { userStatus } from '../users/user-status.js';

/** Which users, and by which pack. */
interface Asked {
  /** Everybody unless some are named. */
  readonly userIds: readonly string[];
  readonly tags?: readonly string[] | undefined;
  readonly models: string;
}

export interface ToldUsers {
  readonly kind: 'users';
  /** The encoder that templates should be of. */
  readonly encoder: string;
  /** Read one by one, to be read once. */
  readonly statuses: Iterable<UserStatus>;
  /** IDs that no user has; to be called after the last status. */
  readonly unknown: () => readonly string[];
}

/** The status of users by their IDs, or of everybody. */
export function usersStatus(context: Context, { userIds, tags = [], models }: Asked): ToldUsers {
  const encoder = packSpec(models).encoder.id;
  const part = changesOf(context, encoder);
  const isNamed = context.isGiven?.('models') ?? false;
  const instead = encoderInstead(part, { encoder }, isNamed);
  const statuses = galleryOf(context).statuses(encoder);
  const unknown: string[] = [];
  const named = function* (): Generator<TemplateStatus> {
    for (const userId of userIds) {
      const found = statuses.of(part.users.find(userId, false)[0] ?? userId);
      if (!found) unknown.push(userId);
      else if (tags.every((one) => found.tags.includes(one))) yield found;
    }
  };
  const told = function* (): Generator<UserStatus> {
    const asked = userIds.length > 0 ? named() : statuses.all(tags);
    for (const one of asked) yield userStatus(one, instead);
  };
  return { kind: 'users', encoder, statuses: told(), unknown: () => unknown };
}
