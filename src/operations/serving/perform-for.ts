import type { Desk } from '../../enroll/desk/desk.js';
import type { Contexts } from '../context.js';
import type { Arguments, InputOf, Operation } from '../operation.js';
import type { Rows } from '../options/row.js';
import { perform } from '../perform.js';
import { alone, opensAlone } from './alone.js';
import { callerHost } from './caller-host.js';
import type { Parts } from './parts.js';
import type { ServingPlace } from './serving.js';

/**
 * Performs an operation on a service's database, models and galleries. One that writes holds the
 * database meanwhile, as a command does; its photos are looked at before.
 *
 * @throws {DatabaseBusyError} if the database is not free in time.
 */
export async function performFor<
  A extends Arguments,
  O extends Rows,
  Output,
  Opens extends keyof Contexts,
  T,
>(
  { parts, desk }: { readonly parts: Parts; readonly desk: Desk },
  operation: Operation<A, O, Output, Opens>,
  input: InputOf<A, O>,
  place: ServingPlace,
  use: (output: Output, context: Contexts[Opens]) => T | Promise<T>,
): Promise<T> {
  const { db, keyFile, wait } = parts;
  const { collection, caller, isGiven } = place;
  const { keyId, reference, signal } = caller;
  const named = { db, keyFile, collection, reference, keyId, isGiven };
  const isAlone = opensAlone(operation, input);
  const host = callerHost(place, parts);
  signal.throwIfAborted();
  if (!isAlone) return perform(operation, input, { ...named, wait }, host, use);
  operation.check?.(input, named);
  const looking = await operation.look?.(host, input);
  const seen = looking && (await allOf(looking));
  // The desk waits meanwhile: it is the next attempt that waits for others.
  const at = { ...named, shortMs: 0 };
  const attempt = () => perform(operation, input, at, { ...host, seen }, use);
  return alone(attempt, desk, { patienceMs: wait * 1000, signal });
}

async function allOf<T>(some: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of some) all.push(one);
  return all;
}
