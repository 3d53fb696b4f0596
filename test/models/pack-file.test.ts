import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ModelPackError } from '../../src/models/model-pack-error.js';
import { readPackFile } from '../../src/models/pack-file.js';
import { temporaryFolder } from '../support/cli.js';

const SMALLEST = { name: 'ours', license: 'MIT', encoder: { file: 'ours.onnx', dimensions: 512 } };

function read(content: unknown) {
  const path = join(temporaryFolder(), 'ours.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return readPackFile(path);
}

/** With this table of false match rates and similarities. */
function withTable(...rows: readonly (readonly [number, number])[]) {
  const table = rows.map(([fmr, similarity]) => ({ fmr, similarity }));
  return { ...SMALLEST, encoder: { ...SMALLEST.encoder, thresholds: { measuredOn: 'x', table } } };
}

/** With this table of false and true match rates. */
function withStrength(...rows: readonly (readonly [number, number])[]) {
  const strength = { measuredOn: 'x', table: rows.map(([fmr, tmr]) => ({ fmr, tmr })) };
  const { encoder, ...rest } = withTable([1e-2, 0.3], [1e-4, 0.5]);
  return { ...rest, encoder: { ...encoder, strength } };
}

describe('a pack file', () => {
  it('that names a file and its dimensions describes an encoder as ArcFace has it', () => {
    expect(read(SMALLEST)).toEqual({
      name: 'ours',
      spec: {
        description: 'ours',
        license: 'MIT',
        encoder: {
          id: 'ours',
          file: 'ours.onnx',
          input: { layout: 'planes', side: 112, order: 'rgb', mean: 127.5, std: 127.5 },
          alignment: 'arcface',
          mirror: true,
          dimensions: 512,
        },
      },
    });
  });

  it('can say all that a pack of the manifest says', () => {
    const points = [40, 60, 50, 45, 55].map((x, i) => [x, i * 10]);
    const encoder = {
      id: 'ours-2',
      file: 'ours.onnx',
      input: { side: 128, order: 'bgr', mean: 0, std: 1 },
      alignment: points,
      mirror: false,
      output: 'fc1',
      dimensions: 128,
    };
    const detector = { family: 'scrfd', file: 'det.onnx' };
    const { spec } = read({
      ...SMALLEST,
      description: 'Ours',
      notice: 'Ask us.',
      detector,
      encoder,
    });
    expect(spec).toMatchObject({
      description: 'Ours',
      notice: 'Ask us.',
      detector: { ...detector, id: 'det' },
      encoder: { ...encoder, input: { layout: 'planes', ...encoder.input } },
    });
  });

  it('can say how strong the encoder is, also where it finds all for a while', () => {
    const content = withStrength([1e-2, 1], [1e-3, 1], [1e-4, 0.9]);
    expect(read(content).spec.encoder.strength).toEqual(content.encoder.strength);
  });

  it.each([
    ['a path for a name', { ...SMALLEST, name: '../standard' }, 'name'],
    [
      'a path for a file',
      { ...SMALLEST, encoder: { ...SMALLEST.encoder, file: '../x.onnx' } },
      'encoder.file',
    ],
    [
      'an absolute path',
      { ...SMALLEST, encoder: { ...SMALLEST.encoder, file: '/x.onnx' } },
      'encoder.file',
    ],
    [
      'a file that is no model',
      { ...SMALLEST, encoder: { ...SMALLEST.encoder, file: 'x.exe' } },
      'encoder.file',
    ],
    ['no license', { ...SMALLEST, license: '' }, 'license'],
    ['no dimensions', { ...SMALLEST, encoder: { file: 'x.onnx' } }, 'encoder.dimensions'],
    [
      'four points',
      {
        ...SMALLEST,
        encoder: {
          ...SMALLEST.encoder,
          alignment: [
            [1, 2],
            [3, 4],
            [5, 6],
            [7, 8],
          ],
        },
      },
      'encoder.alignment',
    ],
    [
      'a detector of no known family',
      { ...SMALLEST, detector: { family: 'yolo', file: 'd.onnx' } },
      'detector.family',
    ],
    ['rates that rise', withTable([1e-6, 0.6], [1e-4, 0.5]), 'encoder.thresholds.table'],
    ['one rate twice', withTable([1e-4, 0.5], [1e-4, 0.6]), 'encoder.thresholds.table'],
    ['similarities that fall', withTable([1e-2, 0.5], [1e-4, 0.4]), 'encoder.thresholds.table'],
    [
      'strength at rates that rise',
      withStrength([1e-4, 0.9], [1e-2, 0.8]),
      'encoder.strength.table',
    ],
    ['strength that rises', withStrength([1e-2, 0.8], [1e-4, 0.9]), 'encoder.strength.table'],
    ['strength of one row', withStrength([1e-2, 0.8]), 'encoder.strength.table'],
    ['strength in percent', withStrength([1e-2, 98], [1e-3, 90]), 'encoder.strength.table.0.tmr'],
    [
      'strength at rates of which nobody knows the similarity',
      {
        ...SMALLEST,
        encoder: {
          ...SMALLEST.encoder,
          strength: withStrength([1e-2, 0.9], [1e-4, 0.8]).encoder.strength,
        },
      },
      'encoder.strength: is told at similarities that the field thresholds must name',
    ],
    ['a misspelt field', { ...SMALLEST, licens: 'MIT' }, 'licens'],
    ['a list', [], 'the whole'],
    ['no JSON', '{', 'cannot be read as JSON'],
  ])('with %s is refused, and the field named', (_, content, field) => {
    expect(() => read(content)).toThrow(ModelPackError);
    expect(() => read(content)).toThrow(field);
  });
});
