import { createReadStream, existsSync, openSync } from 'node:fs';
import type { Answer } from '../answer.js';

/** What a text is, for the description and the header. */
export const CSV = { text: 'text/csv' } as const;
export const JSON_LINES = { text: 'application/x-ndjson' } as const;

/** Answers with a text file, which may be removed meanwhile; undefined is an empty one. */
export function textFile(path: string | undefined, { text }: { readonly text: string }): Answer {
  const headers = { 'content-type': `${text}; charset=utf-8` };
  if (path === undefined || !existsSync(path)) return { status: 200, headers, body: '' };
  return { status: 200, headers, body: createReadStream(path, { fd: openSync(path, 'r') }) };
}
