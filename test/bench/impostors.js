/** Which pairs of photos show different people, and how similar those are. */

import { thresholdAt } from './error-rates.js';
import { dot } from './templates.js';

/** Beyond the similarity of this rate among LFW's pairs two encoders are sure that a pair is one person. */
const MATE_FMR = 1e-5;

/** Similarities of every pair of photos: of one person, and of two, in descending order. */
export function lfwSimilarities(photos) {
  const [genuine, impostor] = [[], []];
  forEachPair(photos, (p, q) => {
    (p.person === q.person ? genuine : impostor).push(dot(p.vector, q.vector));
  });
  return { genuine: descending(genuine), impostor: descending(impostor) };
}

/**
 * Pairs of photos of a group that show one person, as `${name} ${name}`: nobody is named there,
 * so that two encoders must agree.
 *
 * @param seen for each of two encoders: the group's photos, and LFW's impostors
 */
export function mates(seen) {
  const sure = seen.map(({ photos, impostor }) => {
    const least = thresholdAt(impostor, MATE_FMR);
    const pairs = new Set();
    forEachPair(photos, (p, q) => {
      if (p.sex === q.sex && dot(p.vector, q.vector) > least) pairs.add(pairName(p, q));
    });
    return pairs;
  });
  return new Set([...sure[0]].filter((pair) => sure.every((pairs) => pairs.has(pair))));
}

/** Similarities of a group's pairs of different people: of one sex, and of two, in descending order. */
export function groupSimilarities(photos, matePairs) {
  const [oneSex, twoSexes] = [[], []];
  forEachPair(photos, (p, q) => {
    if (matePairs.has(pairName(p, q))) return;
    (p.sex === q.sex ? oneSex : twoSexes).push(dot(p.vector, q.vector));
  });
  return { oneSex: descending(oneSex), twoSexes: descending(twoSexes) };
}

/** The name of a pair, whatever the order. */
export function pairName(p, q) {
  return [p.name, q.name].sort().join(' ');
}

/** The share of similarities, in descending order, above a threshold. */
export function shareAbove(similarities, threshold) {
  const end = similarities.findIndex((similarity) => similarity <= threshold);
  return (end < 0 ? similarities.length : end) / similarities.length;
}

function forEachPair(photos, visit) {
  photos.forEach((p, i) => {
    for (let j = i + 1; j < photos.length; j += 1) visit(p, photos[j]);
  });
}

function descending(values) {
  return Float64Array.from(values).sort().reverse();
}
