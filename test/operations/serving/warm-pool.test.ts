import { describe, expect, it } from 'vitest';
import type { ExtractionJob } from '../../../src/domain/sample.js';
import { findPack } from '../../../src/models/packs.js';
import { ServiceBusyError } from '../../../src/operations/serving/service.js';
import { WarmPool } from '../../../src/operations/serving/warm-pool.js';
import { POLICY } from '../../support/entries.js';
import { fakePool } from '../../support/service.js';

const { models } = findPack('standard');
const NEVER = new AbortController().signal;

function job(person: string): ExtractionJob {
  const bytes = Buffer.from(`${person} 1`);
  return { path: person, bytes, knownDigests: [], profileImage: false, policy: POLICY };
}

/** A pool that takes one photo at a time, each when `next` is called. */
function stepwise() {
  const steps: (() => void)[] = [];
  const inner = fakePool(() => new Promise((resolve) => steps.push(() => resolve())), 1);
  const next = async (): Promise<void> => {
    steps.shift()?.();
    await new Promise(setImmediate);
  };
  return { pool: new WarmPool(models, () => inner, 10), inner, next };
}

describe('a warm pool', () => {
  it('takes photos in their order', async () => {
    const { pool, inner, next } = stepwise();
    const all = [
      pool.extract(job('a'), NEVER),
      pool.extract(job('b'), NEVER),
      pool.extract(job('c'), NEVER),
    ];
    for (const _ of all) await next();
    await Promise.all(all);
    expect(inner.extracted.map(({ path }) => path)).toEqual(['a', 'b', 'c']);
  });

  it('lends itself to operations, who cannot close it nor drop the photos of others', async () => {
    const { pool, inner, next } = stepwise();
    const lent = pool.lend(models);
    if (!lent) throw new Error('the pool was not lent');
    const others = pool.extract(job('a'), NEVER);
    const own = lent.extract(job('b'));
    const why = new Error('nobody waits');
    lent.drop(why);
    await expect(own).rejects.toBe(why);
    await lent.close();
    await next();
    expect((await others).kind).toBe('sample');
    expect(inner.extracted.map(({ path }) => path)).toEqual(['a']);
    expect(pool.load).toMatchObject({ waiting: 0, bytes: 0 });
  });

  it('is not lent for other models', () => {
    const other = { ...models, encoder: { ...models.encoder, path: '/other.onnx' } };
    expect(stepwise().pool.lend(other)).toBeUndefined();
  });

  it('counts the photos of operations, too', async () => {
    const { pool, next } = stepwise();
    const lent = pool.lend(models);
    const waiting = Array.from({ length: 10 }, () => lent?.extract(job('a')));
    await expect(lent?.extract(job('b'))).rejects.toThrow(ServiceBusyError);
    expect(() => pool.admit(1, 0)).toThrow(ServiceBusyError);
    for (const _ of waiting) await next();
    await Promise.all(waiting);
    pool.admit(1, 0)();
  });

  it('makes another pool when one has broken down', async () => {
    const broken = new Error('the models cannot be opened');
    const pools = [
      fakePool(async () => {
        throw broken;
      }),
      fakePool(),
    ];
    const pool = new WarmPool(models, () => pools.shift() ?? fakePool(), 10);
    await expect(pool.extract(job('a'), NEVER)).rejects.toBe(broken);
    expect((await pool.extract(job('a'), NEVER)).kind).toBe('sample');
    expect(pools).toEqual([]);
  });

  it('has a photo extracted over the queue that was made again meanwhile, and asks no third one', async () => {
    const gone = new Error('the queue was deleted or made again');
    const crew = () => ({ members: [] });
    const broken = () => ({
      ...fakePool(async () => {
        throw gone;
      }),
      crew,
    });
    const pools = [broken(), { ...fakePool(), crew }];
    const pool = new WarmPool(models, () => pools.shift() ?? broken(), 10);
    expect((await pool.extract(job('a'), NEVER)).kind).toBe('sample');
    const refused = new WarmPool(models, () => broken(), 10);
    await expect(refused.extract(job('a'), NEVER)).rejects.toBe(gone);
  });

  it('does not open another queue while it closes', async () => {
    const made: object[] = [];
    const make = () => {
      const dropped = Promise.withResolvers<never>();
      const inner = {
        ...fakePool(() => dropped.promise),
        crew: () => ({ members: [] }),
        drop: dropped.reject,
      };
      made.push(inner);
      return inner;
    };
    const pool = new WarmPool(models, make, 10);
    const waiting = pool.extract(job('a'), NEVER);
    const refused = expect(waiting).rejects.toThrow(ServiceBusyError);
    await pool.close();
    await refused;
    expect(made).toHaveLength(1);
  });
});
