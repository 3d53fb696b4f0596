/** What commands take from the process itself: two that run beside each other must want the same. */
interface Surroundings {
  /** The folder of models; where none is named, that of the environment (src/models/folders.ts). */
  readonly models: string | undefined;
  /** The folder that the process is in for the time; where none is named, it stays. */
  readonly cwd: string | undefined;
}

let present: Surroundings;
let running = 0;
let restore = (): void => {};
let freed = Promise.withResolvers<void>();

/** Runs a command in its surroundings, once none with others is running. */
export async function within<T>(wanted: Surroundings, run: () => Promise<T>): Promise<T> {
  while (running > 0 && !isPresent(wanted)) await freed.promise;
  if (running === 0) begin(wanted);
  running += 1;
  try {
    return await run();
  } finally {
    running -= 1;
    if (running === 0) end();
  }
}

function isPresent({ models, cwd }: Surroundings): boolean {
  return models === present.models && cwd === present.cwd;
}

function begin(wanted: Surroundings): void {
  const { FACEENROLL_MODELS: models } = process.env;
  const cwd = process.cwd();
  if (wanted.models !== undefined) process.env.FACEENROLL_MODELS = wanted.models;
  if (wanted.cwd !== undefined) process.chdir(wanted.cwd);
  present = wanted;
  restore = () => {
    if (wanted.cwd !== undefined) process.chdir(cwd);
    if (wanted.models === undefined) return;
    if (models === undefined) delete process.env.FACEENROLL_MODELS;
    else process.env.FACEENROLL_MODELS = models;
  };
}

function end(): void {
  restore();
  freed.resolve();
  freed = Promise.withResolvers();
}
