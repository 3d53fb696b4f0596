import { createHash, webcrypto } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import pMap from 'p-map';
import { isJsonObject } from '../domain/json-object.js';
import type { Form, Upload } from './uploads.js';

/**
 * SHA-256 of what a request means. Its bytes would not do: a client that repeats a form separates
 * the parts by another boundary, and one that repeats JSON may order the members otherwise. Headers
 * ask how to be answered, and not for what.
 */
export async function fingerprintOf(
  { method, routeOptions, params, query, body }: FastifyRequest,
  { fields, files }: Form,
): Promise<string> {
  const meaning = {
    ...{ method, route: routeOptions.url, params, query, body },
    fields: Object.fromEntries(fields),
    // One after the other: each is copied for its thread.
    files: await pMap(files, told, { concurrency: 1 }),
  };
  const text = JSON.stringify(inOrder(meaning));
  return createHash('sha256').update(text).digest('hex');
}

/** A file: hashed by a thread, since 200 MB would hold up all other requests for half a second. */
async function told({ field, name, bytes, isTooLarge = false }: Upload): Promise<unknown> {
  const digest = await webcrypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return [field, name, isTooLarge, Buffer.from(digest).toString('hex')];
}

/** The same value with the members of objects in one order. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).sort();
  // Pairs, since an object would order names that are numbers, and lose "__proto__".
  return { members: names.map((name) => [name, inOrder(value[name])]) };
}
