// As CommonJS, which a worker thread loads in half the time (see face/decode.ts).
import ort = require('onnxruntime-node');

/** A float32 output of a model: row-major values and their shape, batch first. */
export interface Output {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * One loaded ONNX model. This file is the only one that knows onnxruntime.
 *
 * `run` blocks its JavaScript thread while the model computes, so a session
 * belongs in a worker thread, and must be released before that thread ends.
 */
export class ModelSession {
  readonly #session: ort.InferenceSession;

  private constructor(session: ort.InferenceSession) {
    this.#session = session;
  }

  /** Opens the model file at `path` with one thread: the worker pool is the parallelism. */
  static async open(path: string): Promise<ModelSession> {
    const session = await ort.InferenceSession.create(path, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Warnings are about the graph, not about the operator's photos.
      logSeverityLevel: 3,
    });
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
