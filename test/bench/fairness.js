/** Whether the fairness report claims what is there, and nothing else: in drawn galleries. */

import { DEPARTMENTS, RATES, simulate, thresholdsOf } from './simulated-gallery.js';
import { atLeast, atMost, Figures, percent } from './support.js';

export const SUMMARY = 'differences claimed in simulated galleries, with and without differences';
export const NEEDS_PHOTOS = false;
export const OPTIONS = {
  galleries: { type: 'number', preset: 1000, help: 'galleries without differences (1000)' },
  planted: { type: 'number', preset: 200, help: 'galleries of each planted difference (200)' },
};

/** The promise: of all reports without a difference, this share claims one at most. */
const FAMILY_RATE = 0.05;

/** Standard deviations that a count may be above what is promised. */
const CHANCE = 2;

/** The least share of planted differences that is found: the power that is stated. */
const POWER = 0.8;

/** Intervals of 95%, allowing for chance and for how counts of a few step. */
const COVERED = 0.93;

/** Users of a simulated gallery. */
const USERS = [200, 400, 800];
const PLANTED_USERS = 1200;

const PLANTED = [
  {
    name: 'FTE 3% and 12%',
    statistic: 'failureToEnroll',
    plan: { failureToEnroll: 0.03 },
    other: { failureToEnroll: 0.12 },
  },
  { name: 'FMR tenfold', statistic: 'verificationFmr', plan: {}, other: { closeness: 0.62 } },
  { name: 'quality lower by 0.05', statistic: 'quality', plan: {}, other: { quality: 0.05 } },
  { name: 'FNMR 2% and 15%', statistic: 'fnmr', plan: { fnmr: 0.02 }, other: { fnmr: 0.15 } },
];

export function run({ galleries, planted }) {
  const figures = new Figures();
  const thresholds = thresholdsOf();
  quiet(figures, galleries, thresholds);
  alike(figures, planted);
  for (const one of PLANTED) plant(figures, planted, thresholds, one);
  return figures;
}

/** No group differs: how often a difference is claimed, and how often intervals hold what is true. */
function quiet(figures, galleries, thresholds) {
  let claimed = 0;
  const truth = {
    failureToEnroll: 0.04,
    verificationFmr: RATES.verification,
    duplicateFmr: RATES.duplicates,
    fnmr: 0.03,
  };
  const covered = new Coverage();
  const drawn = [];
  const claims = {};
  for (let seed = 1; seed <= galleries; seed += 1) {
    const users = USERS[seed % USERS.length];
    const { breakdowns, comparisons } = simulate(seed, users, thresholds);
    const differing = comparisons.filter(({ differs }) => differs);
    if (differing.length > 0) claimed += 1;
    for (const { statistic } of differing) claims[statistic] = (claims[statistic] ?? 0) + 1;
    for (const { by, groups } of breakdowns) {
      if (by.length > 1) continue;
      for (const group of groups) {
        for (const [name, value] of Object.entries(truth)) covered.add(name, group[name], value);
        drawn.push({ users, ...group });
      }
    }
  }
  const most = FAMILY_RATE + CHANCE * Math.sqrt((FAMILY_RATE * (1 - FAMILY_RATE)) / galleries);
  figures.add(
    `claims in ${galleries} galleries without differences`,
    percent(claimed / galleries),
    atMost(claimed / galleries, most, percent(most)),
  );
  figures.add('claims by statistic', JSON.stringify(claims));
  for (const statistic of ['alarmsWithin', 'falseAlarms']) coverMean(covered, statistic, drawn);
  coverMeanQuality(covered, drawn);
  covered.tell(figures);
}

/** What depends on the size of a group is true on average over groups of that size. */
function coverMean(covered, statistic, drawn) {
  const sizes = Map.groupBy(drawn, ({ users, values }) => `${users} ${values}`);
  for (const groups of sizes.values()) {
    const mean = groups.reduce((sum, one) => sum + one[statistic].rate, 0) / groups.length;
    for (const group of groups) covered.add(statistic, group[statistic], mean);
  }
}

function coverMeanQuality(covered, drawn) {
  const qualities = drawn.flatMap(({ quality }) => quality ?? []);
  const mean =
    qualities.reduce((sum, one) => sum + one.mean * one.users, 0) /
    qualities.reduce((sum, one) => sum + one.users, 0);
  for (const one of qualities)
    covered.add('quality', { rate: one.mean, interval: one.meanInterval }, mean);
}

class Coverage {
  #counts = new Map();

  add(name, { rate, interval }, value) {
    if (rate === null) return;
    const count = this.#counts.get(name) ?? { held: 0, of: 0 };
    count.of += 1;
    if (interval.low <= value && value <= interval.high) count.held += 1;
    this.#counts.set(name, count);
  }

  tell(figures) {
    for (const [name, { held, of }] of this.#counts) {
      figures.add(
        `95% intervals that hold: ${name}`,
        `${percent(held / of)} of ${of}`,
        atLeast(held / of, COVERED, percent(COVERED)),
      );
    }
  }
}

/** People of each group are alike, and no group differs: rates within are higher than between. */
function alike(figures, galleries) {
  const plan = { alike: 0.5 };
  const thresholds = thresholdsOf(plan);
  let claimed = 0;
  for (let seed = 1; seed <= galleries; seed += 1) {
    const { comparisons } = simulate(seed + 1e6, USERS[seed % USERS.length], thresholds, plan);
    // Whoever is in a larger group of people who are alike does have more look-alikes.
    const counted = comparisons.filter(({ statistic }) => statistic !== 'falseAlarms');
    if (counted.some(({ differs, by }) => differs && by.length === 1)) claimed += 1;
  }
  const most = FAMILY_RATE + CHANCE * Math.sqrt((FAMILY_RATE * (1 - FAMILY_RATE)) / galleries);
  figures.add(
    'claims where each group is alike',
    percent(claimed / galleries),
    atMost(claimed / galleries, most, percent(most)),
  );
}

function plant(figures, galleries, thresholds, { name, statistic, plan, other }) {
  const [, group] = DEPARTMENTS;
  let [found, wrong, rate, others] = [0, 0, 0, 0];
  for (let seed = 1; seed <= galleries; seed += 1) {
    const { comparisons } = simulate(seed + 2e6, PLANTED_USERS, thresholds, {
      ...plan,
      of: { [group]: other },
    });
    const at = comparisons.find(
      (one) => one.statistic === statistic && one.by.length === 1 && one.values[0] === group,
    );
    rate += at.value / galleries;
    others += at.others / galleries;
    const differing = comparisons.filter(({ differs }) => differs);
    if (at.differs) found += 1;
    if (differing.some(({ by }) => by.length === 1 && by[0] === 'site')) wrong += 1;
  }
  figures.add(
    `found: ${name}`,
    `${percent(found / galleries)} (on average ${rate.toPrecision(3)} and ${others.toPrecision(3)})`,
    atLeast(found / galleries, POWER, percent(POWER)),
  );
  figures.add('  claimed between sites, where there is none', percent(wrong / galleries));
}
