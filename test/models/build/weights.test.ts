import { describe, expect, it } from 'vitest';
import { decodeWeights, type WeightSpec } from '../../../src/models/build/weights.js';
import { WeightFileError } from '../../../src/models/sources/weight-file-error.js';

function decodeOne(spec: Omit<WeightSpec, 'name'>, bytes: Uint8Array): number[] {
  return [...(decodeWeights([{ name: 'w', ...spec }], bytes).get('w')?.values ?? [])];
}

function littleEndian16(...bits: number[]): Uint8Array {
  return Uint8Array.from(bits.flatMap((value) => [value & 0xff, value >> 8]));
}

describe('the weights of a TensorFlow.js file', () => {
  it.each([
    ['one', 0x3c00, 1],
    ['minus two', 0xc000, -2],
    ['a third', 0x3555, 0.333251953125],
    ['the largest', 0x7bff, 65504],
    ['the smallest normal one', 0x0400, 2 ** -14],
    ['the smallest of all', 0x0001, 2 ** -24],
    ['the largest subnormal one', 0x83ff, -1023 * 2 ** -24],
    ['minus zero', 0x8000, -0],
    ['infinity', 0x7c00, Number.POSITIVE_INFINITY],
    ['minus infinity', 0xfc00, Number.NEGATIVE_INFINITY],
    ['no number', 0x7e00, Number.NaN],
  ])('decode a half-precision number: %s', (_, bits, value) => {
    const quantization = { dtype: 'float16' } as const;
    const values = decodeOne({ shape: [1], dtype: 'float32', quantization }, littleEndian16(bits));
    expect(values).toEqual([value]);
  });

  it('decode a byte by its scale and minimum', () => {
    const quantization = { dtype: 'uint8', scale: 0.5, min: -1 } as const;
    const bytes = Uint8Array.of(0, 1, 2, 255);
    expect(decodeOne({ shape: [2, 2], dtype: 'float32', quantization }, bytes)).toEqual([
      -1, -0.5, 0, 126.5,
    ]);
  });

  it('decode plain numbers in little-endian order', () => {
    expect(decodeOne({ shape: [1], dtype: 'float32' }, Uint8Array.of(0, 0, 0xc0, 0x3f))).toEqual([
      1.5,
    ]);
    expect(decodeOne({ shape: [1], dtype: 'int32' }, Uint8Array.of(0xfe, 255, 255, 255))).toEqual([
      -2,
    ]);
  });

  it('follow each other without gaps, whatever their types, also inside a larger buffer', () => {
    const specs: WeightSpec[] = [
      { name: 'a', shape: [1], dtype: 'float32', quantization: { dtype: 'uint8' } },
      { name: 'b', shape: [2, 1], dtype: 'float32', quantization: { dtype: 'float16' } },
      { name: 'c', shape: [], dtype: 'int32' },
    ];
    const file = Uint8Array.of(99, 7, ...littleEndian16(0x3c00, 0xc000), 3, 0, 0, 0);
    const weights = decodeWeights(specs, file.subarray(1));
    expect([...weights].map(([name, w]) => [name, w.shape, [...w.values]])).toEqual([
      ['a', [1], [7]],
      ['b', [2, 1], [1, -2]],
      ['c', [], [3]],
    ]);
  });

  it('are refused when the file has more bytes than the list describes', () => {
    const decode = () => decodeOne({ shape: [1], dtype: 'float32' }, new Uint8Array(5));
    expect(decode).toThrow(WeightFileError);
    expect(decode).toThrow('describes 4 bytes, the file has 5');
  });
});
