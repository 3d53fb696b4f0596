import type { LinkStatus, MailState, QueuedMail } from '../../domain/link.js';
import type { Context } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { type ListedLink, listedLink } from './listed-link.js';
import type { LINKS_LIST_OPTIONS } from './options.js';

/** What an operator is to know of mails: those that are not sent, or perhaps not. */
const TOLD: readonly MailState[] = ['waiting', 'sending', 'failed', 'unknown'];

/** A mail of the queue, without what its link is made with. */
export type ListedMail = Omit<QueuedMail, 'terms' | 'denial'>;

/** The links of a collection, and the mails that did not arrive, or not yet. */
export interface LinkList {
  readonly links: readonly ListedLink[];
  /** The last mail of each user, where it waits, failed, or nobody knows whether it arrived. */
  readonly mails: readonly ListedMail[];
  /** The state that was asked for. */
  readonly status: LinkStatus | undefined;
}

/** The links of a collection, the oldest first. */
export function listLinks(
  { store, collection }: Context,
  { status }: ValuesOf<typeof LINKS_LIST_OPTIONS>,
): LinkList {
  const now = new Date().toISOString();
  const links = store.links.list(collection).map((link) => listedLink(link, now));
  const last = new Map(store.mails.list(collection).map((mail) => [mail.userId, mail]));
  return {
    links: status === undefined ? links : links.filter(({ state }) => state === status),
    mails: [...last.values()].filter(({ state }) => TOLD.includes(state)).map(listedMail),
    status,
  };
}

function listedMail({ terms: _, denial: __, ...mail }: QueuedMail): ListedMail {
  return mail;
}
