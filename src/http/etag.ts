import { createHash } from 'node:crypto';

/** Of data that are told: it changes with whatever is told of the thing, and with nothing else. */
export function etagOfData(data: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('base64url');
  return `"${hash.slice(0, 22)}"`;
}

/** The ETags of a header; a weak one is as good: no two texts have one ETag here. */
export function etagsOf(header: string): readonly string[] {
  return header.split(',').map((one) => one.trim().replace(/^W\//, ''));
}
