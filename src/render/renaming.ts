import type { Belongings, Renaming } from '../domain/renaming.js';
import { count, listed, quoted } from '../domain/text.js';

/** The result of a renaming or, with `dryRun`, what it would be. */
export function renamingText({ from, to, belongings }: Renaming, dryRun: boolean): string {
  const things = thingsOf(belongings);
  const taken = things.length > 0 ? `, with ${listed(things, things.length)}` : '';
  return dryRun
    ? `User ${quoted(from)} would be ${quoted(to)}${taken}. Nothing was changed.`
    : `User ${quoted(from)} is now ${quoted(to)}${taken}. The history is kept.`;
}

function thingsOf(belongings: Belongings): readonly string[] {
  const { faces, thumbnails, profileImage, waitingPhoto, ...more } = belongings;
  const { links, consents, tags, exceptions, runItems } = more;
  const counts = [
    [faces, 'face'],
    [thumbnails, 'thumbnail'],
    [Number(profileImage), 'profile image'],
    [Number(waitingPhoto), 'waiting photo'],
    [links, 'link'],
    [consents, 'answer about consent', 'answers about consent'],
    [tags, 'tag'],
    [exceptions, 'exception'],
    [runItems, 'outcome of earlier runs', 'outcomes of earlier runs'],
  ] as const;
  return counts.flatMap(([n, noun, plural]) => (n > 0 ? [count(n, noun, plural)] : []));
}
