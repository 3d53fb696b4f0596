// As CommonJS, which a worker thread loads in half the time (see face/decode.ts).
import ort = require('onnxruntime-node');

/** A float32 input or output of a model: row-major values and their shape, batch first. */
export interface Output {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * One loaded ONNX model. This file is the only one that knows onnxruntime.
 *
 * Running blocks its JavaScript thread while the model computes, so a session belongs in
 * a worker thread unless it is done in milliseconds, as a product of the search is. It must
 * be released before its thread ends.
 */
export class ModelSession {
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  /**
   * Opens a model, the file at a path or its bytes, with one thread unless told: the worker
   * pool is the parallelism, and only who runs while no worker does may take more.
   */
  static async open(model: string | Uint8Array, threads = 1): Promise<ModelSession> {
    const options: ort.InferenceSession.SessionOptions = {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      // A thread that waits for the other one in a loop takes the core that the other one may
      // need: with other work on the machine, products in two threads took a third longer.
      extra: { session: { 'intra_op.allow_spinning': '0' } },
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Warnings are about the graph, not about the operator's photos.
      logSeverityLevel: 3,
    };
    // Two overloads, of which none takes the union.
    const session = await (typeof model === 'string'
      ? ort.InferenceSession.create(model, options)
      : ort.InferenceSession.create(model, options));
    return new ModelSession(session);
  }

  /** Runs a model of ours on RGB pixels: `pixels` is uint8 [batch, height, width, 3]. */
  run(pixels: Uint8Array, shape: readonly number[]): Promise<ReadonlyMap<string, Output>> {
    return this.#run(new ort.Tensor('uint8', pixels, shape));
  }

  /** Runs a model of others on numbers: `values` is float32, most often [batch, 3, height, width]. */
  runFloats(values: Float32Array, shape: readonly number[]): Promise<ReadonlyMap<string, Output>> {
    return this.#run(new ort.Tensor('float32', values, shape));
  }

  /**
   * Runs a model with several inputs, by name, and has the outputs of these names written
   * into the arrays given, so that a caller can use megabytes again instead of making them
   * anew for each run.
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
