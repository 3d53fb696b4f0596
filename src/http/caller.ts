import type { FastifyRequest } from 'fastify';
import type { Scope } from '../domain/scopes.js';
import { collectionExists } from '../operations/collections/exists.js';
import type { Serving } from '../operations/serving/serving.js';
import { Problem } from './problem.js';
import { notFound } from './problem-of.js';
import type { WrongKeys } from './wrong-keys.js';

/** An API key as requests use it. */
export interface Key {
  readonly keyId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The collections that it may know of; undefined for all. */
  readonly collections?: readonly string[] | undefined;
}

/** The key of a presented secret; undefined for one that is wrong, revoked or expired. */
export type FindKey = (presented: string) => Key | undefined;

/** What checks keys. */
interface Keys {
  readonly findKey: FindKey;
  readonly wrongKeys: WrongKeys;
}

/**
 * The key of a request in the header X-API-Key.
 *
 * @throws {Problem} when there is none that holds, or its address has tried too many.
 */
export function keyOf({ headers, ip }: FastifyRequest, { findKey, wrongKeys }: Keys): Key {
  const presented = headers['x-api-key'];
  if (typeof presented !== 'string' || presented === '') {
    throw new Problem('KEY_INVALID', 'the header X-API-Key is missing', {
      advice: 'Send the API key that whoever runs the server made for this program.',
    });
  }
  wrongKeys.refuse(ip);
  const key = findKey(presented);
  if (key) return key;
  wrongKeys.note(ip);
  throw new Problem('KEY_INVALID', 'the key is wrong, revoked or expired', {
    advice: 'Ask whoever runs the server to check the key or to make another one.',
  });
}

/** @throws {Problem} when the key has not this scope. */
export function requireScope({ scopes }: Key, scope: Scope): void {
  if (scopes.includes(scope)) return;
  throw new Problem('SCOPE_MISSING', `the key lacks the scope "${scope}"`, {
    advice: 'Ask whoever runs the server for a key with this scope.',
  });
}

/** @throws {Problem} when the key may not know of the collection, as if there were none. */
export function requireCollection(key: Key, collection: string): void {
  if (mayUse(key, collection)) return;
  throw notFound('collection', collection);
}

/**
 * A collection is made by the first face in it only where somebody who administers the server has
 * named it: for the server, or for the key. A misspelled name must not divide the people of one
 * collection among two, where nobody looks for duplicates.
 *
 * @throws {Problem} when there is no such collection.
 */
export function requireNamed(
  service: Pick<Serving, 'settings' | 'read'>,
  { collections }: Key,
  name: string,
): void {
  if (name === service.settings.collection || collections?.includes(name)) return;
  if (!collectionExists(service, name)) throw notFound('collection', name);
}

/** Whether the key may know of the collection. */
export function mayUse({ collections }: Key, collection: string): boolean {
  return collections === undefined || collections.includes(collection);
}
