/** Logistic regression, for models of a few hundred weights. */

const STEPS = 12;

/**
 * The weights that tell rows of class 1 from rows of class 0, by Newton's method on the
 * likelihood with a penalty of `ridge` times half the squares of the weights of standardized
 * values.
 *
 * @param {readonly ArrayLike<number>[]} rows
 * @param {readonly (0 | 1)[]} classes
 * @param {readonly number[]} counts how many times each row counts
 * @param {number} [ridge]
 * @returns {number[]} a weight for each value, and the constant last
 */
export function fitLogistic(rows, classes, counts, ridge = 20) {
  const count = rows[0].length;
  const { means, deviations } = spread(rows, count);
  const size = count + 1;
  const ready = rows.map((row) =>
    Float64Array.from({ length: size }, (_, i) =>
      i === count ? 1 : (row[i] - means[i]) / deviations[i],
    ),
  );
  const weights = new Float64Array(size);
  for (let step = 0; step < STEPS; step += 1) {
    const { hessian, gradient } = derivatives({ rows: ready, classes, counts }, weights);
    for (let i = 0; i < count; i += 1) {
      gradient[i] -= ridge * weights[i];
      hessian[i * size + i] += ridge;
    }
    const change = solve(hessian, gradient);
    for (let i = 0; i < size; i += 1) weights[i] += change[i];
    if (Math.max(...change.map(Math.abs)) < 1e-5) break;
  }
  const plain = Array.from({ length: count }, (_, i) => weights[i] / deviations[i]);
  const constant = plain.reduce((sum, weight, i) => sum - weight * means[i], weights[count]);
  return [...plain, constant];
}

/** The log odds of class 1. */
export function logOdds(row, weights) {
  let sum = weights[row.length];
  for (let i = 0; i < row.length; i += 1) sum += weights[i] * row[i];
  return sum;
}

function spread(rows, count) {
  const [means, squares] = [new Float64Array(count), new Float64Array(count)];
  for (const row of rows) {
    for (let i = 0; i < count; i += 1) {
      means[i] += row[i] / rows.length;
      squares[i] += row[i] ** 2 / rows.length;
    }
  }
  const deviations = squares.map(
    (square, i) => Math.sqrt(Math.max(0, square - means[i] ** 2)) || 1,
  );
  return { means, deviations };
}

function derivatives({ rows, classes, counts }, weights) {
  const size = weights.length;
  const [hessian, gradient] = [new Float64Array(size * size), new Float64Array(size)];
  rows.forEach((row, n) => {
    let odds = 0;
    for (let i = 0; i < size; i += 1) odds += weights[i] * row[i];
    const chance = 1 / (1 + Math.exp(-odds));
    const bend = counts[n] * Math.max(1e-5, chance * (1 - chance));
    const pull = counts[n] * (classes[n] - chance);
    for (let i = 0; i < size; i += 1) {
      gradient[i] += pull * row[i];
      for (let j = 0; j <= i; j += 1) hessian[i * size + j] += bend * row[i] * row[j];
    }
  });
  return { hessian, gradient };
}

/** The solution of a symmetric positive system, of which the lower triangle is given, by Cholesky. */
function solve(matrix, right) {
  const size = right.length;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k += 1) sum -= matrix[i * size + k] * matrix[j * size + k];
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(1e-12, sum)) : sum / matrix[j * size + j];
    }
  }
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) x[i] -= matrix[i * size + k] * x[k];
    x[i] /= matrix[i * size + i];
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) x[i] -= matrix[k * size + i] * x[k];
    x[i] /= matrix[i * size + i];
  }
  return x;
}
