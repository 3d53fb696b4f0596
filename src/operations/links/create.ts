import { type Context, changesOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { existingUser } from '../users/existing.js';
import { type ListedLink, listedLink } from './listed-link.js';
import type { LINKS_CREATE_OPTIONS } from './options.js';
import { requirePublicUrl } from './settings.js';
import { termsOf } from './terms.js';
import { linkUrl } from './written-mail.js';

/** A link for whoever passes it on. */
export interface CreatedLink {
  readonly link: ListedLink;
  /** With the token, which nothing shows again. */
  readonly url: string;
  /** The ID of the link that worked until then, if one did. */
  readonly replaced: string | null;
}

/**
 * Makes the link of a user. The one that worked until then is revoked, and mails that wait would
 * revoke this one: they are not sent.
 *
 * @throws {NotFoundError} when there is no such user.
 */
export function createLink(
  context: Context,
  { userId: named, ...values }: ValuesOf<typeof LINKS_CREATE_OPTIONS> & { readonly userId: string },
): CreatedLink {
  const { store, collection, host } = context;
  const publicUrl = requirePublicUrl(values.publicUrl, host);
  const terms = termsOf(values);
  const changes = changesOf(context);
  const now = new Date().toISOString();
  const userId = existingUser(changes, named);
  const { link, revoked, canceled } = changes.transaction(() => {
    const made = store.links.make({ collection, userId }, terms, now);
    if (made.revoked) {
      const detail = { link: made.revoked.linkId, reason: 'REPLACED' };
      changes.audit.record('LINK_REVOKED', { userId }, detail, now);
    }
    changes.audit.record('LINK_CREATED', { userId }, { link: made.link.linkId }, now);
    return { ...made, canceled: store.mails.cancel(collection, userId, now) };
  });
  if (canceled > 0) host.note('An e-mail with another link waited for this user: it is canceled.');
  const { token, ...shown } = link;
  const url = linkUrl(publicUrl, token);
  return { link: listedLink(shown, now), url, replaced: revoked?.linkId ?? null };
}
