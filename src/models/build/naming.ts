/**
 * Gives what `convert` gives. What it throws becomes an error that names the model first, so
 * that the steps inside need not know whose file they read.
 */
export function naming<T>(model: string, convert: () => T): T {
  try {
    return convert();
  } catch (cause) {
    throw new Error(`${model}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
