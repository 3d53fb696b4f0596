import type { TfliteGraph, TfliteOperator } from './tflite-file.js';

/** A parametric ReLU: its input tensor, and the slope below 0 of each channel. */
export interface ParametricRelu {
  readonly input: number;
  readonly slopes: Float32Array;
}

interface ParametricRelus {
  /** Keyed by the last operator of each, whose output is the activation's. */
  readonly activations: ReadonlyMap<TfliteOperator, ParametricRelu>;
  /** The operators before it, which need no translation of their own. */
  readonly parts: ReadonlySet<TfliteOperator>;
}

/**
 * Finds the parametric ReLUs of a graph. TensorFlow Lite of 2018 had no such operator, and its
 * converter wrote five: relu(x) + w * (x - |x|), which is x above 0 and 2 w x below.
 */
export function parametricRelus({ operators, tensors }: TfliteGraph): ParametricRelus {
  const makers = new Map(operators.map((operator) => [operator.outputs[0] ?? -1, operator]));
  const made = (tensor: number, op: string): TfliteOperator | undefined => {
    const maker = makers.get(tensor);
    return maker?.op === op ? maker : undefined;
  };
  const activations = new Map<TfliteOperator, ParametricRelu>();
  const parts = new Set<TfliteOperator>();
  for (const add of operators) {
    const [first = -1, second = -1] = add.inputs;
    const [relu, mul] = [made(first, 'RELU'), made(second, 'MUL')];
    if (add.op !== 'ADD' || !relu || !mul) continue;
    const [input = -1] = relu.inputs;
    const [weights = -1, difference = -1] = mul.inputs;
    const sub = made(difference, 'SUB');
    const abs = made(sub?.inputs[1] ?? -1, 'ABS');
    const { shape, values: halves } = tensors[weights] ?? {};
    if (!sub || !abs || sub.inputs[0] !== input || abs.inputs[0] !== input) continue;
    // One value for each channel, along the last axis.
    if (!(halves instanceof Float32Array) || shape?.at(-1) !== halves.length) continue;
    activations.set(add, { input, slopes: halves.map((half) => 2 * half) });
    for (const part of [relu, mul, sub, abs]) parts.add(part);
  }
  return { activations, parts };
}
