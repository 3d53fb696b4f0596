import { describe, expect, it } from 'vitest';
import { fitTail } from '../../src/domain/fit-tail.js';
import { Histogram } from '../../src/domain/histogram.js';
import { tailRate, tailSimilarity } from '../../src/domain/tail.js';
import { histogramOfQuantiles, sphereQuantiles } from '../support/distributions.js';

/** The quantile function of a tail: which similarity a share `rate` is above. */
function pareto(scale: number, shape: number) {
  return (rate: number) =>
    0.2 + (shape === 0 ? -scale * Math.log(rate) : (scale * (rate ** -shape - 1)) / shape);
}

describe('a tail', () => {
  it.each([0, -0.2])('of the shape %f tells the rate of a similarity that it tells', (shape) => {
    const tail = { from: 0.3, share: 0.01, scale: 0.04, shape };
    for (const rate of [0.01, 1e-4, 1e-9]) {
      expect(tailRate(tail, tailSimilarity(tail, rate)) / rate).toBeCloseTo(1, 6);
    }
  });

  it('that has an end has nothing beyond it', () => {
    expect(tailRate({ from: 0.3, share: 0.01, scale: 0.04, shape: -0.2 }, 0.6)).toBe(0);
  });
});

describe('the fit of a tail', () => {
  it.each([
    [0.03, 0],
    [0.03, -0.1],
    [0.05, -0.3],
  ])('finds the scale %f and the shape %f that the excesses have', (scale, shape) => {
    const tail = fitTail(histogramOfQuantiles(pareto(scale, shape), 100_000));
    // The excesses over a higher similarity have the same shape; the scale shrinks with it.
    expect(tail.shape).toBeCloseTo(shape, 1);
    expect(tail.scale / (scale * tail.share ** -shape)).toBeCloseTo(1, 1);
    for (const rate of [1e-3, 1e-5, 1e-7]) {
      expect(Math.abs(tailSimilarity(tail, rate) - pareto(scale, shape)(rate))).toBeLessThan(0.03);
    }
  });

  it('takes 1% of many similarities, no more than 2,000 and no fewer than 50', () => {
    const shareOf = (count: number) =>
      fitTail(histogramOfQuantiles(pareto(0.03, -0.1), count)).share * count;
    expect(shareOf(500)).toBeCloseTo(50, -0.5);
    expect(shareOf(100_000) / 1000).toBeCloseTo(1, 1);
    expect(shareOf(1_000_000) / 2000).toBeCloseTo(1, 1);
  });

  it('leaves out duplicates, which do not belong to it', () => {
    const histogram = histogramOfQuantiles(sphereQuantiles(128), 300_000);
    const clean = tailSimilarity(fitTail(histogram), 1e-7);
    for (let i = 0; i < 5; i += 1) histogram.add(0.8 + i * 0.03);
    expect(Math.abs(tailSimilarity(fitTail(histogram), 1e-7) - clean)).toBeLessThan(0.005);
  });

  it('leaves them out also when they are as many as a tenth of the tail', () => {
    const histogram = histogramOfQuantiles(sphereQuantiles(128), 44_850);
    const clean = tailSimilarity(fitTail(histogram), 1e-6);
    for (let i = 0; i < 45; i += 1) histogram.add(0.5 + i * 0.01);
    expect(Math.abs(tailSimilarity(fitTail(histogram), 1e-6) - clean)).toBeLessThan(0.01);
  });

  it('has a shape that can be, even when all similarities are the same', () => {
    const histogram = new Histogram();
    for (let i = 0; i < 500; i += 1) histogram.add(0.7);
    const tail = fitTail(histogram);
    expect(tail.scale).toBeGreaterThan(0);
    expect(Math.abs(tailSimilarity(tail, 1e-9) - 0.7)).toBeLessThan(0.001);
  });
});
