/**
 * Error rates over compared pairs, as ISO/IEC 19795-1 names them. A pair matches when its
 * similarity is above the threshold.
 */

/** The lowest threshold with a false match rate of at most `fmr`. */
export function thresholdAt(impostorSimilarities, fmr) {
  const descending = impostorSimilarities.toSorted().reverse();
  return descending[Math.floor(fmr * descending.length)] ?? Number.NaN;
}

/**
 * The threshold that judges most pairs right: half way between two similarities. Pairs
 * without a similarity have no say.
 */
export function dividingThreshold(pairs) {
  const descending = pairs
    .filter(({ similarity }) => similarity !== undefined)
    .sort((p, q) => q.similarity - p.similarity);
  let gain = 0;
  let best = { gain: 0, threshold: (descending[0]?.similarity ?? 0) + Number.EPSILON };
  descending.forEach(({ same, similarity }, i) => {
    gain += same ? 1 : -1;
    const next = descending[i + 1]?.similarity ?? -1;
    if (gain > best.gain && next < similarity) best = { gain, threshold: (similarity + next) / 2 };
  });
  return best.threshold;
}

/** The share of pairs judged right; one without a similarity is wrong. */
export function shareRight(pairs, threshold) {
  const right = pairs.filter(
    ({ same, similarity }) => similarity !== undefined && similarity > threshold === same,
  );
  return right.length / pairs.length;
}

/**
 * The share judged right when each pair is judged by a threshold that the others set:
 * pair i belongs to fold i modulo `folds`.
 */
export function crossValidated(pairs, folds) {
  let right = 0;
  for (let fold = 0; fold < folds; fold += 1) {
    const others = pairs.filter((_, i) => i % folds !== fold);
    const held = pairs.filter((_, i) => i % folds === fold);
    right += shareRight(held, dividingThreshold(others)) * held.length;
  }
  return right / pairs.length;
}
