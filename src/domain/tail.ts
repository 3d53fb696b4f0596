/**
 * The upper tail of a distribution of similarities: beyond `from` the excesses follow a generalized
 * Pareto distribution, as those of nearly every distribution do far enough out (Pickands 1975;
 * Balkema and de Haan 1974).
 */
export interface Tail {
  /** The similarity where the tail begins. */
  readonly from: number;
  /** The share of all similarities that lie in it, 0 to 1. */
  readonly share: number;
  /** Of the excesses, above 0. */
  readonly scale: number;
  /** 0 for an exponential tail; negative for one with an end. */
  readonly shape: number;
}

/** The similarity above which the tail has a share `rate` (above 0) of all similarities. */
export function tailSimilarity({ from, share, scale, shape }: Tail, rate: number): number {
  const farther = Math.log(share / rate);
  return from + (shape === 0 ? scale * farther : (scale * Math.expm1(shape * farther)) / shape);
}

/** The inverse: the share of all similarities (0 to 1) above one that lies in the tail. */
export function tailRate({ from, share, scale, shape }: Tail, similarity: number): number {
  const excess = (similarity - from) / scale;
  return (
    share * (shape === 0 ? Math.exp(-excess) : Math.max(0, 1 + shape * excess) ** (-1 / shape))
  );
}
