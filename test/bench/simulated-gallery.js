/** Galleries drawn by chance, with differences between groups or without any. */

import { breakdownsOf } from '../../dist/domain/fairness/breakdown.js';
import { fairnessOf, groupsOf, membershipsOf } from '../../dist/domain/fairness/fairness.js';
import { randoms } from '../../dist/domain/randoms.js';
import { GroupTally } from '../../dist/search/group-tally.js';

/** As few as galleries of faces have effective ones, so that a gallery is drawn in a moment. */
const DIMENSIONS = 16;

/** How far faces lean towards the average one, which makes some people alike to many. */
const [LEAN, SPREAD] = [0.35, 0.25];

/** Users of each department and each site; the last department is a small one. */
export const DEPARTMENTS = ['Sales', 'Works', 'Office'];
const SITES = ['Lyon', 'Paris'];
const SHARES = [0.55, 0.3, 0.15];

/** What is true in every group unless a plan says otherwise. */
const USUAL = { failureToEnroll: 0.04, fnmr: 0.03, quality: 0, closeness: 0, alike: 0 };

/** Similarities that a share of the pairs of different people reaches. */
const PILOT = 3000;
export const RATES = { verification: 1e-3, duplicates: 1e-4 };

const LEAST = 20;

function normals(random) {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/**
 * A face; `closeness` moves those of a group towards one another, `alike` those of each group by itself.
 */
function face(normal, { closeness, alike }, group) {
  const lean = LEAN + SPREAD * normal();
  const values = Float32Array.from({ length: DIMENSIONS }, () => normal() / Math.sqrt(DIMENSIONS));
  values[0] += lean;
  values[1 + group] += closeness + alike;
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

function product(p, q) {
  let sum = 0;
  for (let i = 0; i < DIMENSIONS; i += 1) sum += p[i] * q[i];
  return sum;
}

/** The thresholds at which people of one group match as often as `RATES` say. */
export function thresholdsOf(plan = {}) {
  const normal = normals(randoms(99));
  const faces = Array.from({ length: PILOT }, () => face(normal, { ...USUAL, ...plan }, 0));
  const similarities = [];
  for (let i = 0; i < PILOT; i += 1) {
    for (let j = 0; j < i; j += 1) similarities.push(product(faces[i], faces[j]));
  }
  const sorted = Float64Array.from(similarities).sort();
  const above = (rate) => sorted[Math.floor(sorted.length * (1 - rate))];
  return { verification: above(RATES.verification), duplicates: above(RATES.duplicates) };
}

/**
 * Draws a gallery and measures its groups.
 *
 * @param seed decides what is drawn
 * @param users how many there are
 * @param thresholds at which faces match
 * @param plan what is other than usual in every group; `of` by the department's name
 */
export function simulate(seed, users, thresholds, { of = {}, ...plan } = {}) {
  const random = randoms(seed);
  const normal = normals(random);
  const people = Array.from({ length: users }, (_, i) => {
    const at = (i + 0.5) / users;
    const department = at < SHARES[0] ? 0 : at < SHARES[0] + SHARES[1] ? 1 : 2;
    const group = { ...USUAL, ...plan, ...of[DEPARTMENTS[department]] };
    const failed = random() < group.failureToEnroll;
    return {
      values: [[DEPARTMENTS[department]], [SITES[Math.floor(random() * SITES.length)]]],
      group,
      face: face(normal, group, department),
      tried: {
        failure: failed ? 'FACE_NOT_FOUND' : null,
        quality: failed ? null : qualityOf(random, group),
        measures: null,
      },
    };
  });
  const divided = breakdownsOf(
    people.map(({ values }) => values),
    2,
    LEAST,
  );
  const enrolled = people
    .map((one, i) => ({ ...one, user: i }))
    .filter(({ tried }) => !tried.failure);
  const groups = groupsOf(divided);
  const memberships = membershipsOf(groups, users);
  const tally = new GroupTally(
    enrolled.map(({ user }) => memberships[user]),
    groups.length,
  );
  for (let i = 0; i < enrolled.length; i += 1) {
    for (let j = 0; j < i; j += 1) {
      const similarity = product(enrolled[i].face, enrolled[j].face);
      if (similarity < thresholds.verification) continue;
      tally.addMatch('verification', i, j);
      if (similarity < thresholds.duplicates) continue;
      tally.addMatch('duplicates', i, j);
      tally.addAlarm(i, j);
    }
    const [pairs, rate] = [pairsOf(random), fnmrOf(random, enrolled[i].group.fnmr)];
    let rejected = 0;
    for (let k = 0; k < pairs; k += 1) if (random() < rate) rejected += 1;
    tally.addGenuine(i, pairs, rejected);
  }
  const tried = people.map((one) => one.tried);
  return fairnessOf(['department', 'site'], divided, tried, tally.counted());
}

/** Skewed and with ties, as qualities are. */
function qualityOf(random, { quality }) {
  const value = 1 - 0.5 * Math.max(random(), random()) * random() - quality;
  return Math.round(Math.max(0, value) * 100) / 100;
}

/** Four of ten users have two or three templates. */
function pairsOf(random) {
  const chance = random();
  return chance < 0.6 ? 0 : chance < 0.9 ? 1 : 3;
}

/** Every sixth user is rejected six times as often as all are on average, the others never. */
function fnmrOf(random, mean) {
  return random() < 1 / 6 ? Math.min(1, 6 * mean) : 0;
}
