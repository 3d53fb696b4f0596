/**
 * The keys of database and queue, and all that PostgreSQL's client takes from the environment (its
 * documentation, section 34.15): a password, or where one is.
 */
const SECRET = /^(FACEENROLL_(KEY|QUEUE_KEY|QUEUE_KEY_FILE)|PG[A-Z]+)$/i;

/** The environment for another process that has no use for our secrets. */
export function withoutSecrets(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !SECRET.test(name)));
}
