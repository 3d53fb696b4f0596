import { type Link, type LinkStatus, linkStatus } from '../../domain/link.js';

/** A link, and where it stands now. */
export interface ListedLink extends Link {
  readonly state: LinkStatus;
  /** Photos that the person may still try; 0 unless the link works. */
  readonly triesLeft: number;
}

export function listedLink(link: Link, now: string): ListedLink {
  const state = linkStatus(link, now);
  const left = Math.max(0, link.terms.attempts - link.tried);
  return { ...link, state, triesLeft: state === 'pending' ? left : 0 };
}
