import { rate } from '../domain/figures.js';
import { isMore } from '../domain/rated-pack.js';
import type { Rehearsal, RehearsedEncoder } from '../domain/rehearsal.js';
import { count, printable } from '../domain/text.js';
import { foundOf100 } from './strength.js';
import { wrapped } from './wrapped.js';

/** How many of 100 second photos an encoder finds: a cell of the table. */
export function foundCell({ found }: RehearsedEncoder): string {
  return found ? foundOf100(found) : 'not measured';
}

/** What these cells mean, and a warning if the new encoder is weaker. */
export function rehearsedStrength({
  before,
  after,
  faces,
  fpir,
  pack,
}: Pick<Rehearsal, 'before' | 'after' | 'faces'> & {
  readonly fpir: number;
  readonly pack: string;
}): readonly string[] {
  const known = [before.found, after.found].flatMap((found) => found ?? []);
  if (known.length === 0) return [];
  const sources = [...new Set(known.map(({ measuredOn }) => printable(measuredOn)))];
  const beyond = known.some(({ basis }) => basis === 'extrapolated')
    ? '; "perhaps" is extrapolated'
    : '';
  const isWeaker = before.found && after.found && isMore(before.found, after.found);
  return [
    ...wrapped(
      `Second photos of people who are enrolled, by each pack's own table at --fpir ${rate(fpir)} among ${count(faces, 'face')}: measured on ${sources.join('; ')}${beyond}`,
      '  ',
    ),
    ...(isWeaker
      ? wrapped(
          `The pack ${printable(pack)} is weaker: of the people who are enrolled it finds fewer again.`,
        )
      : []),
  ];
}
