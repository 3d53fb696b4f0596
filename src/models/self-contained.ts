import protobuf from 'protobufjs';

/**
 * The ONNX messages that can hold tensors, by the field numbers of onnx/onnx.proto (IR version 8
 * and later): field to message type. `outside` marks the tensor fields that refer to another file.
 */
const MESSAGES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  Model: { 7: 'Graph', 20: 'Training', 25: 'Function' },
  Training: { 1: 'Graph', 2: 'Graph' },
  Function: { 7: 'Node', 11: 'Attribute' },
  Graph: { 1: 'Node', 5: 'Tensor', 15: 'SparseTensor' },
  Node: { 5: 'Attribute' },
  Attribute: {
    5: 'Tensor',
    6: 'Graph',
    10: 'Tensor',
    11: 'Graph',
    22: 'SparseTensor',
    23: 'SparseTensor',
  },
  SparseTensor: { 1: 'Tensor', 2: 'Tensor' },
  Tensor: { 13: 'outside', 14: 'outside' },
};

/** Nested graphs: deeper than in any model, and shallower than the stack. */
const MAX_DEPTH = 100;

const LENGTH_DELIMITED = 2;

/**
 * Why an ONNX file cannot be installed alone; undefined when it can. A model can refer to other
 * files, and to memory addresses, for its weights. onnxruntime 1.27.0 reads files below the model's
 * own folder and refuses others, but their SHA-256 would not be recorded. So a single complete file
 * is required, and checked before anything opens it.
 */
export function notSelfContained(bytes: Uint8Array): string | undefined {
  try {
    return hasGraph(bytes) ? findOutside(bytes) : 'it is no ONNX model';
  } catch {
    return 'it is no ONNX model';
  }
}

function findOutside(bytes: Uint8Array): string | undefined {
  return namesOutside(protobuf.Reader.create(bytes), bytes.length, 'Model', 0)
    ? 'it keeps weights in other files: save it as one file (onnx.save_model with save_as_external_data=False)'
    : undefined;
}

/** Needed because an empty file parses as a message without fields. */
function hasGraph(bytes: Uint8Array): boolean {
  const reader = protobuf.Reader.create(bytes);
  let graphs = 0;
  while (reader.pos < reader.len) {
    const tag = reader.uint32();
    if (tag >>> 3 === 7 && (tag & 7) === LENGTH_DELIMITED) graphs += 1;
    reader.skipType(tag & 7);
  }
  return graphs > 0;
}

/** Whether a tensor in the message, which ends at byte `end`, refers to another file. */
function namesOutside(
  reader: protobuf.Reader,
  end: number,
  message: string,
  depth: number,
): boolean {
  if (depth > MAX_DEPTH) throw new Error('graphs within graphs without end');
  while (reader.pos < end) {
    const tag = reader.uint32();
    const inside = MESSAGES[message]?.[tag >>> 3];
    if ((tag & 7) !== LENGTH_DELIMITED || inside === undefined) {
      // data_location: 0 is inside this file.
      if (inside === 'outside' && (tag & 7) === 0) {
        if (reader.uint32() !== 0) return true;
      } else reader.skipType(tag & 7);
    } else {
      const length = reader.uint32();
      if (inside === 'outside') return true;
      if (namesOutside(reader, reader.pos + length, inside, depth + 1)) return true;
    }
  }
  if (reader.pos !== end) throw new Error('a message runs over its end');
  return false;
}
