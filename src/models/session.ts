// A worker thread loads it as CommonJS in half the time (see face/sharp.ts).
import ort = require('onnxruntime-node');

import { messageOf } from '../domain/text.js';

/** A float32 input or output of a model: row-major values, and their shape, batch first. */
export interface Output {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A model's file that cannot be opened. The message is the library's: see unopened.ts. */
export class UnopenedError extends Error {
  constructor(
    readonly path: string,
    cause: unknown,
  ) {
    super(messageOf(cause), { cause });
  }
}

/**
 * One loaded ONNX model. The only file that imports onnxruntime.
 *
 * Running blocks its JavaScript thread, so a session belongs in a worker thread unless it takes
 * only milliseconds, as a search product does. Release it before its thread ends.
 */
export class ModelSession {
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  /**
   * Opens a model from a path or its bytes. One thread by default, because the worker pool is the
   * parallelism; use more only while no worker runs.
   *
   * @throws {UnopenedError} when a file is gone, or holds no model.
   */
  static async open(model: string | Uint8Array, threads = 1): Promise<ModelSession> {
    const options: ort.InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // A spinning thread takes the core that its peer may need: on a busy machine, products in two
      // threads took a third longer.
      extra: { session: { 'intra_op.allow_spinning': '0' } },
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Warnings concern the graph, not the operator's photos.
      logSeverityLevel: 3,
    };
    if (typeof model !== 'string') {
      return new ModelSession(await ort.InferenceSession.create(model, options));
    }
    try {
      return new ModelSession(await ort.InferenceSession.create(model, options));
    } catch (error) {
      throw new UnopenedError(model, error);
    }
  }

  /** Runs a model with built-in scaling on RGB pixels: uint8 [batch, height, width, 3]. */
  run(pixels: Uint8Array, shape: readonly number[]): Promise<ReadonlyMap<string, Output>> {
    return this.#run(new ort.Tensor('uint8', pixels, shape));
  }

  /** Runs a model without built-in scaling: float32, usually [batch, 3, height, width]. */
  runFloats(values: Float32Array, shape: readonly number[]): Promise<ReadonlyMap<string, Output>> {
    return this.#run(new ort.Tensor('float32', values, shape));
  }

  /**
   * Runs a model with several named inputs, and writes the named outputs into the given arrays, so
   * that a caller can reuse megabytes of buffers.
   */
  async runInto(
    inputs: Readonly<Record<string, Output>>,
    outputs: Readonly<Record<string, Output>>,
  ): Promise<void> {
    await this.#session.run(tensors(inputs), tensors(outputs));
  }

  async #run(input: ort.Tensor): Promise<ReadonlyMap<string, Output>> {
    const [name = ''] = this.#session.inputNames;
    const results = await this.#session.run({ [name]: input });
    const outputs = new Map<string, Output>();
    for (const [output, tensor] of Object.entries(results)) {
      if (!(tensor.data instanceof Float32Array)) throw new Error(`${output} is not float32`);
      outputs.set(output, { shape: tensor.dims, values: tensor.data });
    }
    return outputs;
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

function tensors(named: Readonly<Record<string, Output>>): Record<string, ort.Tensor> {
  return Object.fromEntries(
    Object.entries(named).map(([name, { values, shape }]) => [
      name,
      new ort.Tensor('float32', values, shape),
    ]),
  );
}
