import { FatalError } from '../../domain/fatal-error.js';
import type { Link } from '../../domain/link.js';
import { listed, quoted } from '../../domain/text.js';
import type { CollectionStore, Store } from '../../store/store.js';
import { type Context, changesOf } from '../context.js';
import { unknownId } from '../users/existing.js';
import { type ListedLink, listedLink } from './listed-link.js';

/** What became of a link that was to be revoked, or of the link of a user. */
export interface RevokedLink {
  readonly userId: string;
  /** The link that was named, or the last one of the user. */
  readonly link: ListedLink | null;
  readonly action: 'LINK_REVOKED' | 'UNCHANGED';
  /** Mails of the user that waited, and are not sent. */
  readonly mailsCanceled: number;
}

interface Target {
  readonly userId: string;
  /** Undefined where the user was named. */
  readonly link: Link | undefined;
}

/**
 * Revokes links, takes the mails of their users out of the queue, and reminds these no more. What
 * has ended already stays as it is.
 *
 * @throws {FatalError} when one of several is unknown: then none is revoked.
 */
export function revokeLinks(
  context: Context,
  { link: named }: { readonly link: readonly string[] },
): readonly RevokedLink[] {
  const { store, collection } = context;
  const changes = changesOf(context);
  const now = new Date().toISOString();
  return changes.transaction(() => {
    const targets = namedTargets(store, changes, named);
    const links = Map.groupBy(store.links.list(collection), ({ userId }) => userId);
    return targets.map((target) => {
      const own = links.get(target.userId) ?? [];
      const link = target.link ?? own.at(-1);
      const mailsCanceled = store.mails.cancel(collection, target.userId, now);
      for (const { linkId } of own) store.links.reminded(linkId);
      const isRevoked = link !== undefined && store.links.end(link.linkId, 'revoked', now);
      if (isRevoked) {
        const detail = { link: link.linkId, reason: 'NAMED' };
        changes.audit.record('LINK_REVOKED', { userId: target.userId }, detail, now);
      }
      const after = link && store.links.find(link.linkId);
      return {
        userId: target.userId,
        link: after ? listedLink(after, now) : null,
        action: isRevoked ? ('LINK_REVOKED' as const) : ('UNCHANGED' as const),
        mailsCanceled,
      };
    });
  });
}

/** The links and users by name, each once. */
function namedTargets(
  { links }: Store,
  { users, history }: CollectionStore,
  names: readonly string[],
): readonly Target[] {
  const unknown: string[] = [];
  const targets = new Map<string, Target>();
  for (const name of names) {
    const link = links.find(name.toLowerCase());
    const isHere = link !== undefined && link.collection === users.collection;
    const userId = isHere ? link.userId : users.find(name, false)[0];
    if (userId === undefined) unknown.push(unknownId({ users, history }, name));
    else targets.set(JSON.stringify([isHere, name]), { userId, link: isHere ? link : undefined });
  }
  if (unknown.length === 0) return [...targets.values()];
  throw new FatalError(
    `there is neither a link nor a user ${listed(unknown, unknown.length)} in the collection ${quoted(users.collection)}: "faceenroll links list" shows both; nothing was revoked`,
  );
}
