import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MEASURES } from '../../../src/domain/quality.js';
import { isClassId } from '../../../src/http/bioid/class-id.js';
import { encoderVersion } from '../../../src/http/bioid/encoder-version.js';
import { photosOf } from '../../../src/http/bioid/images.js';
import { measureText } from '../../../src/http/bioid/measure-texts.js';
import { ROOT } from '../../support/cli.js';

describe('a class ID', () => {
  it.each(['1', '20240101', '9007199254740993', '9223372036854775807'])('may be %s', (text) => {
    expect(isClassId(text)).toBe(true);
  });

  it.each(['', '0', '-1', '+1', '007', '1.0', '1e3', '0x1', ' 1', '1\n', '１', 'status'])(
    'is not %j',
    (text) => {
      expect(isClassId(text)).toBe(false);
    },
  );

  it('has 64 bits at most', () => {
    expect(isClassId('9223372036854775808')).toBe(false);
    expect(isClassId('10000000000000000000')).toBe(false);
  });
});

describe('the number of an encoder', () => {
  const { packs } = JSON.parse(readFileSync(join(ROOT, 'models/manifest.json'), 'utf8')) as {
    readonly packs: Readonly<Record<string, { readonly encoder: { readonly id: string } }>>;
  };

  it('is in the table for each pack of the manifest', () => {
    const numbers = Object.values(packs).map(({ encoder }) => encoderVersion(encoder.id));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(numbers.every((one) => one > 0 && one < 1_000)).toBe(true);
  });

  it("is always the same for a pack of the operator's own, within 31 bits", () => {
    expect(encoderVersion('own@0123456789ab')).toBe(encoderVersion('own@0123456789ab'));
    const numbers = Array.from({ length: 1000 }, (_, i) => encoderVersion(`own@${i}`));
    expect(new Set(numbers).size).toBe(1000);
    expect(numbers.every((one) => one >= 1_000 && one < 2 ** 31)).toBe(true);
  });
});

describe('an image', () => {
  const bytes = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
  const padded = bytes.toString('base64');

  it('is read with and without padding', () => {
    const images = [padded, padded.replaceAll('=', ''), ''].map((image) => ({ image }));
    expect(photosOf(images)).toEqual([
      { name: 'image 1', bytes },
      { name: 'image 2', bytes },
      { name: 'image 3', bytes: Buffer.alloc(0) },
    ]);
  });

  it.each([
    ['a data: prefix', `data:image/jpeg;base64,${padded}`],
    ['a line break', `${padded.slice(0, 4)}\n${padded.slice(4)}`],
    ['letters of another alphabet', '_-__'],
    ['padding that does not fit', 'AAA=='],
    ['padding inside', 'AA==AAAA'],
    ['a single character too much', 'AAAAA'],
    ['padding alone', '=='],
  ])('with %s is refused', (_, image) => {
    const of = () => photosOf([{ image: padded }, { image }]);
    expect(of).toThrow(/^image 2 is not standard base64/);
  });

  it('may have as many characters as a body has', () => {
    const image = 'A'.repeat(50_000_000);
    expect(photosOf([{ image }])[0]?.bytes.length).toBe(37_500_000);
  });
});

describe('a measure', () => {
  it('is told in one sentence with its value', () => {
    for (const name of MEASURES) {
      const told = measureText({ name, value: 0.5, unit: '', component: 50 });
      expect(told).toMatch(/^[A-Z0-9][^{}]*\.$/);
      expect(told).toMatch(/0\.5|50%|\d/);
    }
    const mouth = { name: 'mouthClosed', value: 0.123, unit: '', component: 50 } as const;
    expect(measureText(mouth)).toBe('The gap between the lips is 12% of the height of the face.');
    const tilt = { name: 'headPoseRoll', value: -0.3, unit: 'degrees', component: 100 } as const;
    expect(measureText(tilt)).toBe('The head is tilted by 0 degrees clockwise.');
  });
});
