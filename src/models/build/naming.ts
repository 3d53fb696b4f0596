/**
 * Runs `convert` and prefixes its errors with the model, so that inner steps need not know whose
 * file they read.
 */
export function naming<T>(model: string, convert: () => T): T {
  try {
    return convert();
  } catch (cause) {
    throw new Error(`${model}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
