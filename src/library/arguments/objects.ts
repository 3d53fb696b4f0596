import { type JsonObject, MAX_JSON_DEPTH, readJsonObject } from '../../domain/json-object.js';
import { near } from '../../domain/nearest.js';
import { listed, quoted } from '../../domain/text.js';
import type { Place } from './place.js';
import { choice, type Read } from './values.js';

/** For each member of an object, left out or not, what it must be. */
export type Members<T> = { readonly [Name in keyof T]-?: Read<Exclude<T[Name], undefined>> };

/** A list, each item of which is what `item` takes. */
export function list<T>(item: Read<T>): Read<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) throw place.mustBe('a list', value);
    // Holes, too, are values that a caller gave.
    return Array.from(value, (one, index) => item(one, place.item(index)));
  };
}

/** An object of the caller's own names, each with a value that `item` takes. */
export function record<T>(name: Read<string>, item: Read<T>): Read<Readonly<Record<string, T>>> {
  return (value, place) => {
    const entries = Object.entries(objectOf(value, place));
    return Object.fromEntries(
      entries.map(([key, one]) => [name(key, place.ownName()), item(one, place.member(key))]),
    );
  };
}

/**
 * An object with these members and no other. One that is undefined is left out, as if it were
 * not there; what `needed` names must be there.
 */
export function members<T extends object>(
  read: Members<T>,
  needed: readonly (keyof T & string)[] = [],
): Read<T> {
  const names = Object.keys(read) as (keyof T & string)[];
  return (value, place) => {
    const given = objectOf(value, place) as Readonly<Record<string, unknown>>;
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(read, name));
    if (unknown !== undefined) throw noMember(unknown, names, place);
    const missing = needed.find((name) => given[name] === undefined);
    if (missing !== undefined) throw place.member(missing).error('is missing');
    const taken = names.flatMap((name) => {
      const one = given[name];
      return one === undefined ? [] : [[name, read[name](one, place.member(name))] as const];
    });
    return Object.fromEntries(taken) as T;
  };
}

/** What `read` takes, but for two members of which each stands in for the other. */
export function eitherOf<T extends object>(
  read: Read<T>,
  one: keyof T & string,
  other: keyof T & string,
): Read<T> {
  return (value, place) => {
    const taken = read(value, place);
    if (!(one in taken && other in taken)) return taken;
    throw place.member(one).error(`stands in for ${other}: leave one of them out`);
  };
}

/** An object whose member `kind` tells which of these it is. */
export function byKind<T>(reads: Readonly<Record<string, Read<T>>>): Read<T> {
  const kind = choice(Object.keys(reads));
  return (value, place) => {
    const { kind: given } = objectOf(value, place) as { readonly kind?: unknown };
    const read = reads[kind(given, place.member('kind'))] as Read<T>;
    return read(value, place);
  };
}

/** An object as JSON keeps it; what JSON cannot say is refused. Members that are undefined are left out. */
export const jsonObject: Read<JsonObject> = (value, place) => {
  const given = objectOf(value, place);
  refuseNoJson(given, place, new Set());
  const read = readJsonObject(JSON.stringify(given));
  if ('value' in read) return read.value;
  throw place.error(`is no JSON object: ${read.problem}`);
};

/** An object that was written as one: neither a list nor a Date, a Map or the like. */
function objectOf(value: unknown, place: Place): object {
  if (isPlainObject(value)) return value;
  throw (place.name === '' ? place.member('the options') : place).mustBe('a plain object', value);
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // Objects of another realm have another Object.prototype, above which there is nothing either.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** `around` are the objects and lists that the value is in: one that is in itself has no JSON. */
function refuseNoJson(value: unknown, place: Place, around: ReadonlySet<unknown>): void {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'string' && value.isWellFormed()) return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (!isPlainObject(value) && !Array.isArray(value)) throw place.mustBe('a value of JSON', value);
  if (around.has(value)) throw place.error('is in itself, which JSON cannot say');
  if (around.size > MAX_JSON_DEPTH)
    throw place.error('has too many objects and lists in one another');
  const inside = new Set([...around, value]);
  const isList = Array.isArray(value);
  for (const [name, one] of Object.entries(isList ? Array.from(value) : value)) {
    if (one !== undefined || isList) refuseNoJson(one, place.member(name), inside);
  }
}

function noMember(unknown: string, names: readonly string[], place: Place): Error {
  const meant = near(unknown, names);
  const advice =
    meant === undefined ? `there are ${listed(names, names.length)}` : `did you mean ${meant}?`;
  const lack = place.name === '' ? 'there is no option' : 'has no member';
  return place.error(`${lack} ${quoted(unknown)}; ${advice}`);
}
