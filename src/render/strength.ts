import { DEFAULT_FPIR } from '../domain/limits.js';
import { isMeasured, type RatedPack, strongest } from '../domain/rated-pack.js';
import { type Found, foundAmong, type Strength } from '../domain/strength.js';
import { alternatives, excerpt, listed, number, printable, some } from '../domain/text.js';
import { wrapped } from './wrapped.js';

/** Gallery sizes for the comparison of packs: a company, a school, a large employer. */
const SIZES = [100, 1000, 10_000] as const;

/** The rate of false alarms behind a share: "one false alarm in 1,000 searches". */
export const FALSE_ALARMS = `one false alarm in ${number(1 / DEFAULT_FPIR)} searches`;

/** How many of 100 second photos are found: "about 78", or "perhaps 57" beyond what was counted. */
export function foundOf100({ tmr, basis }: Found): string {
  const whole = Math.round(100 * tmr);
  if (basis === 'bound' || whole === 0) return `fewer than ${Math.max(1, whole)}`;
  if (whole === 100) return 'more than 99';
  return `${basis === 'measured' ? 'about' : 'perhaps'} ${whole}`;
}

/** The strength of one pack, in lines for a list of packs. */
export function strengthLines(strength: Strength | null): readonly string[] {
  if (!strength) return ['  how strong it is was not measured'];
  const figures = SIZES.map((size, i) => {
    const where = `${number(size)} ${i === 0 ? 'people are enrolled' : 'are'}`;
    return `${foundOf100(foundAmong(strength, size))} where ${where}`;
  });
  return wrapped(`of 100 second photos it finds ${listed(figures)}`, '  ', '  ');
}

/** Which pack is best for what, and what the figures of the list mean. */
export function strongestLines(packs: readonly RatedPack[]): readonly string[] {
  const measured = packs.filter(isMeasured);
  if (measured.length === 0) return [];
  const best = bestBySize(packs);
  const own = bestBySize(packs.filter(({ isInstalled }) => isInstalled));
  const ofInstalled = own === '' || own === best ? '' : ` Of those installed: ${own}.`;
  const sources = [...Map.groupBy(measured, ({ strength }) => strength.measuredOn)].map(
    ([photos, group]) => `${excerpt(photos)} (${some(group.map(({ name }) => printable(name)))})`,
  );
  return [
    ...(best === '' ? [] : wrapped(`Strongest ${best}.${ofInstalled}`)),
    ...wrapped(
      `Found: second photos of enrolled people, counted on ${sources.join('; ')}, at ${FALSE_ALARMS} by the table of each pack ("faceenroll help models"); "perhaps": that table is extrapolated there. The packs that faceenroll knows were measured on adults: of children nothing is said. For your own gallery see "faceenroll doctor --db <file>".`,
    ),
  ];
}

/** "for 100 people: a; for 1,000 or 10,000: b (how to install b)"; empty if there is none. */
function bestBySize(packs: readonly RatedPack[]): string {
  const bests = SIZES.flatMap((size) => {
    const pack = strongest(packs, size);
    return pack ? [{ size, pack }] : [];
  });
  return [...Map.groupBy(bests, ({ pack }) => pack)]
    .map(([pack, group], i) => {
      const sizes = alternatives(group.map(({ size }) => number(size)));
      return `for ${sizes}${i === 0 ? ' people' : ''}: ${withInstall(pack)}`;
    })
    .join('; ');
}

/** The name of a pack; for a missing one also the command that installs it, if there is one. */
export function withInstall({ name, isInstalled, install }: RatedPack): string {
  return excerpt(isInstalled || install === undefined ? name : `${name} (${install})`);
}
