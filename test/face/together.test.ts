import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { together } from '../../src/face/together.js';
import type { ModelSession } from '../../src/models/session.js';

/** A model of inputs of two bytes whose two outputs are their sum and the two of them; notes its batches. */
function summing(batches: number[] = []): ModelSession {
  const model: Pick<ModelSession, 'run'> = {
    run: async (pixels, shape) => {
      const [count = 0] = shape;
      expect(pixels).toHaveLength(2 * count);
      batches.push(count);
      if (pixels.includes(255)) throw new Error('a pixel of 255');
      const bytes = [...pixels];
      const sums = bytes.flatMap((byte, i) => (i % 2 === 0 ? [byte + (bytes[i + 1] ?? 0)] : []));
      return new Map([
        ['sum', { shape: [count, 1], values: Float32Array.from(sums) }],
        ['both', { shape: [count, 2], values: Float32Array.from(bytes) }],
      ]);
    },
  };
  return model as ModelSession;
}

/** Inputs of one call. */
const call = fc.uint8Array({ minLength: 1, maxLength: 12, max: 254 });

describe('what is asked of a model together', () => {
  it('is answered as each would be alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 12 }), async (calls) => {
        const batches: number[] = [];
        const [model, alone] = [together(summing(batches)), summing()];
        const asked = calls.map((bytes) => {
          const pixels = Uint8Array.from([...bytes, ...bytes]);
          return [pixels, [bytes.length, 1, 2]] as const;
        });
        const answers = await Promise.all(asked.map(([pixels, shape]) => model.run(pixels, shape)));
        for (const [i, [pixels, shape]] of asked.entries()) {
          expect(answers[i]).toEqual(await alone.run(pixels, shape));
        }
        // More than four are only ever those of one call.
        const large = calls.filter(({ length }) => length > 4).map(({ length }) => length);
        expect(batches.filter((count) => count > 4).sort()).toEqual(large.sort());
      }),
    );
  });

  it('is run in as few batches as four inputs at once allow', async () => {
    const batches: number[] = [];
    const model = together(summing(batches));
    const two = (): Promise<unknown> => model.run(new Uint8Array(4), [2, 1, 2]);
    await Promise.all([two(), two(), two(), two(), two()]);
    expect(batches).toEqual([4, 4, 2]);
    await two();
    expect(batches).toEqual([4, 4, 2, 2]);
  });

  it('fails together, and what is asked later does not', async () => {
    const model = together(summing());
    const run = (pixel: number) => model.run(Uint8Array.of(pixel, 1), [1, 1, 2]);
    const ends = await Promise.allSettled([run(1), run(255), run(2)]);
    expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect((await run(3)).get('sum')?.values).toEqual(Float32Array.of(4));
  });
});
