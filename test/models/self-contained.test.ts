import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { notSelfContained } from '../../src/models/self-contained.js';
import { ROOT } from '../support/cli.js';

type Fill = (writer: protobuf.Writer) => void;

/** A field of a message that holds a message. */
const field =
  (id: number, fill: Fill): Fill =>
  (w) => {
    w.uint32((id << 3) | 2).fork();
    fill(w);
    w.ldelim();
  };

const model = (...fields: Fill[]): Uint8Array => {
  const writer = protobuf.Writer.create();
  for (const fill of fields) fill(writer);
  return writer.finish();
};

const GRAPH = field(
  7,
  field(2, () => {}),
);
/** Location "x" of a tensor's values. */
const EXTERNAL = field(13, (w) => w.uint32((1 << 3) | 2).string('location'));
/** The values lie elsewhere, says the tensor; and: they lie here. */
const ELSEWHERE: Fill = (w) => w.uint32((14 << 3) | 0).int32(1);
const HERE: Fill = (w) => w.uint32((14 << 3) | 0).int32(0);

describe('a model that keeps weights in another file', () => {
  it.each<[string, Fill]>([
    ['an initializer', field(7, field(5, EXTERNAL))],
    ['an initializer that only says so', field(7, field(5, ELSEWHERE))],
    ['the values of a sparse initializer', field(7, field(15, field(1, EXTERNAL)))],
    ['its indices', field(7, field(15, field(2, ELSEWHERE)))],
    ['a constant', field(7, field(1, field(5, field(5, EXTERNAL))))],
    ['one of several constants', field(7, field(1, field(5, field(10, EXTERNAL))))],
    ['a sparse constant', field(7, field(1, field(5, field(22, field(1, EXTERNAL)))))],
    ['the branch of a condition', field(7, field(1, field(5, field(6, field(5, EXTERNAL)))))],
    ['one of several graphs', field(7, field(1, field(5, field(11, field(5, EXTERNAL)))))],
    ['a function', field(25, field(7, field(5, field(5, EXTERNAL))))],
    ['what was for training', field(20, field(1, field(5, EXTERNAL)))],
  ])('in %s is told from others', (_, fill) => {
    expect(notSelfContained(model(GRAPH, fill))).toContain('weights in other files');
  });
});

describe('a model in one file', () => {
  it.each(['blazeface.onnx', 'facemesh.onnx', 'mobilefacenet-tf.onnx'])('passes: %s', (name) => {
    const bytes = readFileSync(join(ROOT, 'models', 'standard', name));
    expect(notSelfContained(bytes)).toBeUndefined();
    expect(notSelfContained(bytes.subarray(0, -1))).toBe('it is no ONNX model');
  });

  it('passes when a tensor says that its values are in it', () => {
    expect(notSelfContained(model(field(7, field(5, HERE))))).toBeUndefined();
  });
});

describe('what is no model', () => {
  it.each<[string, Uint8Array]>([
    ['nothing', Buffer.alloc(0)],
    ['a text', Buffer.from('root:x:0:0:root:/root:/bin/bash\n')],
    // The identifier of onnxruntime's own format is behind the first four bytes.
    ["a model in onnxruntime's own format", Buffer.from('\x20\0\0\0ORTM\0\0\0\0', 'latin1')],
    ['graphs within graphs without end', nested(500)],
  ])('%s is refused', (_, bytes) => {
    expect(notSelfContained(bytes)).toBe('it is no ONNX model');
  });
});

/** A graph in a constant in a graph, and so on. */
function nested(depth: number): Uint8Array {
  let graph: Fill = () => {};
  for (let i = 0; i < depth; i += 1) graph = field(1, field(5, field(6, graph)));
  return model(field(7, graph));
}
