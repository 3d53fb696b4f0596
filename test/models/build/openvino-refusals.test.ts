import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { convertOpenvinoIr } from '../../../src/models/build/openvino-ir.js';
import { OpenvinoModel } from '../../support/openvino-model.js';

const PLAIN = {
  auto_pad: 'explicit',
  dilations: '1, 1',
  pads_begin: '0, 0',
  pads_end: '0, 0',
  strides: '1, 1',
};
const WHOLE = { kernel: '4, 5', pads_begin: '0, 0', pads_end: '0, 0' };
const PICTURE = [1, 3, 4, 5];
const VECTOR = [1, 3, 1, 1];

type Middle = (model: OpenvinoModel, input: string) => string;

/** An encoder whose layer 0, the picture, goes through `middle` to its average for each channel. */
function encoder(middle: Middle, picture = PICTURE): OpenvinoModel {
  const model = new OpenvinoModel();
  const map = middle(model, model.layer('Parameter', [], picture));
  model.layer('Result', [model.layer('AvgPool', [map], VECTOR, WHOLE)], []);
  return model;
}

const convert = (model: OpenvinoModel, version?: string) =>
  convertOpenvinoIr('face', model.xml(version), model.bin());

const convolution = (
  altered: Readonly<Record<string, string>>,
  filter = [3, 3, 1, 1],
  type = 'Convolution',
) =>
  encoder((model, input) => {
    const size = filter.reduce((product, side) => product * side, 1);
    const weight = model.constant(filter, Array(size).fill(1));
    return model.layer(type, [input, weight], PICTURE, { ...PLAIN, ...altered });
  });

/** A constant is added whose attributes are not the true ones. */
const constant = (altered: Readonly<Record<string, string>>, type = 'f32') =>
  encoder((model, input) =>
    model.layer('Add', [input, model.constant(VECTOR, [1, 2, 3], type, altered)], PICTURE),
  );

const average = (altered: Readonly<Record<string, string>>) =>
  encoder((model, input) => {
    const gate = model.layer('AvgPool', [input], VECTOR, { ...WHOLE, ...altered });
    return model.layer('Multiply', [input, gate], PICTURE);
  });

const slopes = (sides: readonly number[], values: readonly number[]) =>
  encoder((model, input) => model.layer('PReLU', [input, model.constant(sides, values)], PICTURE));

describe('an OpenVINO encoder', () => {
  it('of the layers that these tests change is accepted', () => {
    const biased = convolution({}, [3, 1, 1, 1, 1], 'GroupConvolution');
    for (const model of [convolution({}), biased, constant({}), average({}), slopes([1], [2])]) {
      expect(convert(model).length).toBeGreaterThan(100);
    }
  });

  it.each([
    [
      'a layer that is not known',
      encoder((model, input) => model.layer('SoftMax', [input], PICTURE)),
      'cannot translate SoftMax (layer 1)',
    ],
    ['a dilation', convolution({ dilations: '1, 2' }), 'cannot translate the window of layer 2'],
    [
      'a convolution that pads by itself',
      convolution({ auto_pad: 'same_upper' }),
      'cannot translate the window of layer 2',
    ],
    [
      'padding on one axis',
      convolution({ pads_begin: '1' }),
      'cannot translate the window of layer 2',
    ],
    [
      'a window that does not move',
      convolution({ strides: '1, 0' }),
      'cannot translate the window of layer 2',
    ],
    [
      'padding that takes away',
      convolution({ pads_end: '-1, 0' }),
      '"-1, 0" is no list of whole numbers',
    ],
    ['strides in words', convolution({ strides: 'a, b' }), '"a, b" is no list of whole numbers'],
    [
      'filters of fewer channels than the map has',
      convolution({}, [3, 1, 1, 1]),
      'a filter [3,1,1,1] from 3 channels (layer 2)',
    ],
    [
      'more filters than the result has channels',
      convolution({}, [4, 3, 1, 1]),
      'a filter [4,3,1,1] from 3 channels (layer 2)',
    ],
    [
      'groups that are not the channels',
      convolution({}, [1, 3, 1, 1, 1], 'GroupConvolution'),
      'a filter [1,3,1,1,1] from 3 channels (layer 2)',
    ],
    [
      'filters without groups in a convolution by groups',
      convolution({}, [3, 1, 1, 1], 'GroupConvolution'),
      'a filter [3,1,1,1] from 3 channels (layer 2)',
    ],
    [
      'filters that are computed',
      encoder((model, input) => model.layer('Convolution', [input, input], PICTURE, PLAIN)),
      'input 1 of layer 1 is not known',
    ],
    [
      'an average of a part of the map',
      average({ kernel: '2, 5' }),
      'cannot translate the average of layer 1',
    ],
    [
      'an average with padding',
      average({ pads_end: '1, 0' }),
      'cannot translate the average of layer 1',
    ],
    [
      'an average that pads by itself',
      average({ auto_pad: 'same_lower' }),
      'cannot translate the average of layer 1',
    ],
    ['too few slopes', slopes([2], [1, 2]), 'slopes [2] for 3 channels (layer 2)'],
    [
      'slopes along another axis',
      slopes([1, 1, 1, 3], [1, 2, 3]),
      'slopes [1,1,1,3] for 3 channels (layer 2)',
    ],
    [
      'a sum of three',
      encoder((model, input) => model.layer('Add', [input, input, input], PICTURE)),
      'cannot translate the Add of layer 1',
    ],
    [
      'a product whose shapes are fitted in another way',
      encoder((model, input) =>
        model.layer('Multiply', [input, input], PICTURE, { auto_broadcast: 'pdpd' }),
      ),
      'cannot translate the Multiply of layer 1',
    ],
    [
      'an input that is not in the file',
      encoder((model) => model.layer('Sigmoid', ['77'], PICTURE)),
      'input 0 of layer 1 is not known',
    ],
    [
      'a layer before its input',
      encoder((model, input) => {
        model.layer('Sigmoid', ['late'], PICTURE);
        return model.layer('Sigmoid', [input], PICTURE, {}, 'late');
      }),
      'input 0 of layer 1 is not known',
    ],
    [
      'two layers of one name',
      encoder((model, input) => model.layer('Sigmoid', [input], PICTURE, {}, '0')),
      'it has two layers 0',
    ],
    [
      'weights of whole numbers',
      constant({ element_type: 'i64' }),
      'cannot read weights of the type i64',
    ],
    ['weights of no type', constant({ element_type: '' }), 'cannot read weights of the type '],
    ['weights beyond the end', constant({ offset: '4' }), '12 bytes of weights at 4: there are 12'],
    [
      'weights far beyond the end',
      constant({ offset: '99999999999999999999' }),
      '12 bytes of weights at 99999999999999999999: there are 12',
    ],
    ['weights at no place', constant({ offset: '' }), '12 bytes of weights at : there are 12'],
    [
      'weights before the beginning',
      constant({ offset: '-2' }),
      '"-2" is no list of whole numbers',
    ],
    [
      'a size that does not fit the shape',
      constant({ size: '8' }),
      'a constant of the shape [1,3,1,1] has 8 bytes',
    ],
    [
      'a size that fits another type',
      constant({ size: '12' }, 'f16'),
      'a constant of the shape [1,3,1,1] has 12 bytes',
    ],
    ['gray pictures', encoder((_, input) => input, [1, 1, 4, 5]), 'it takes [1,1,4,5], no picture'],
    [
      'pictures with the channels last',
      encoder((_, input) => input, [1, 4, 5, 3]),
      'it takes [1,4,5,3], no picture',
    ],
    [
      'pictures of open size',
      encoder((_, input) => input, [1, 3, -1, -1]),
      '"-1" is no list of whole numbers',
    ],
    [
      'two inputs',
      encoder((model) => model.layer('Parameter', [], PICTURE)),
      'it has not one Parameter',
    ],
    [
      'two results',
      encoder((model, input) => {
        model.layer('Result', [input], []);
        return input;
      }),
      'it has not one Result',
    ],
    ['nothing in it', new OpenvinoModel(), 'it has not one Parameter'],
  ])('with %s is refused', (_, model, message) => {
    expect(() => convert(model)).toThrow(`face: ${message}`);
  });

  it('whose result is a map is refused', () => {
    const model = new OpenvinoModel();
    model.layer('Result', [model.layer('Parameter', [], PICTURE)], []);
    expect(() => convert(model)).toThrow('face: the result is no vector');
  });

  it.each(['7', '11', ''])('of IR version "%s" is refused', (version) => {
    expect(() => convert(average({}), version)).toThrow(
      'face: it is no OpenVINO model of IR version 10',
    );
  });
});

describe('a damaged OpenVINO model', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ['nothing', ''],
    ['no XML', 'PK\u0003\u0004'],
    ['a page of a proxy', '<html><p>Sign in<br></html>'],
    ['XML that ends early', average({}).xml().slice(0, -20)],
    ['an entity that is not there', average({}).xml().replace('<edges>', '<edges>&more;')],
  ])('is refused, and nothing is written past the program: %s', (_, xml) => {
    const written = (['error', 'warn', 'log'] as const).map((way) =>
      vi.spyOn(console, way).mockReturnValue(undefined),
    );
    expect(() => convertOpenvinoIr('face', xml, new Uint8Array())).toThrow(
      /^face: its XML is damaged \(/,
    );
    for (const way of written) expect(way).not.toHaveBeenCalled();
  });

  it('whose layers or edges lack an attribute is refused', () => {
    const xml = average({}).xml();
    for (const [missing, message] of [
      [' id="1"', '<layer> has no id'],
      [' type="AvgPool"', '<layer> has no type'],
      [' to-port="0"', '<edge> has no to-port'],
    ] as const) {
      expect(() => convertOpenvinoIr('face', xml.replace(missing, ''), new Uint8Array())).toThrow(
        `face: ${message}`,
      );
    }
  });

  it('gives a model, or an error in words of ours that names the model', () => {
    const model = constant({});
    const xml = model.xml();
    const property = fc.property(
      fc.nat(xml.length),
      fc.nat(6),
      fc.constantFrom('', '0', '9', '-', '"', '<', ' ', 'e', '.', '/>'),
      (place, length, text) => {
        const altered = xml.slice(0, place) + text + xml.slice(place + length);
        try {
          convertOpenvinoIr('face', altered, model.bin());
        } catch (error) {
          const { message, cause } = error as Error;
          expect(message).toMatch(/^face: /);
          expect(cause).not.toBeInstanceOf(RangeError);
          expect(cause).not.toBeInstanceOf(TypeError);
        }
      },
    );
    fc.assert(property, { numRuns: 1000 });
  });
});
