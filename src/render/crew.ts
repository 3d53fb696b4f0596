import type { Crew } from '../domain/crew.js';
import { count, number } from '../domain/text.js';

/** From so many workers on, only the lowest and the highest of their rates are told. */
const MANY = 4;

/** Who works, and how fast each: "2 workers, 14.2/s and 11.0/s"; "50 workers, 640/s, 8 to 15 each". */
export function crewText({ members, isAway }: Crew): string {
  const short = crewShort({ members, isAway: isAway === true });
  const rates = ratesOf({ members });
  // They say how fast they are every few seconds.
  if (isAway || members.length < 2 || rates[0] === 0) return short;
  if (members.length < MANY) {
    const each = rates.map((rate) => `${told(rate)}/s`);
    return `${count(members.length, 'worker')}, ${each.slice(0, -1).join(', ')} and ${each.at(-1)}`;
  }
  const [most, least] = [rates[0], rates.at(-1)].map((rate = 0) => Math.round(rate));
  return `${short}, ${least === most ? '' : `${least} to `}${most} each`;
}

/** Who works, and how fast together: "50 workers, 640/s". */
export function crewShort({ members, isAway }: Crew): string {
  if (isAway) return 'waiting for PostgreSQL';
  if (members.length === 0) return 'no worker';
  const sum = ratesOf({ members }).reduce((all, rate) => all + rate, 0);
  const workers = count(members.length, 'worker');
  return sum === 0 ? workers : `${workers}, ${told(sum)}/s`;
}

/** The highest first. */
function ratesOf({ members }: Pick<Crew, 'members'>): readonly number[] {
  return members.map(({ rate }) => rate).sort((p, q) => q - p);
}

/** Tenths of a photo are of interest while there are few. */
function told(rate: number): string {
  return rate < 100 ? rate.toFixed(1) : number(Math.round(rate));
}
