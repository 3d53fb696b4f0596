import { createHash } from 'node:crypto';

/** Of data that are told: it changes with whatever is told of the thing, and with nothing else. */
export function etagOfData(data: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('base64url');
  return `"${hash.slice(0, 22)}"`;
}
