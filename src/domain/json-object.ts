import { messageOf } from './text.js';

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value parsed from JSON is an object, neither a list nor null. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Applies a JSON merge patch (RFC 7396) to an object: null removes a member, an object is merged
 * into an existing one, anything else replaces it.
 */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  // A Map, because an assignment to the member __proto__ would be lost.
  const members = new Map(Object.entries(target));
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) members.delete(name);
    else if (!isJsonObject(value)) members.set(name, value);
    else {
      const before = members.get(name);
      members.set(name, mergePatch(isJsonObject(before) ? before : {}, value));
    }
  }
  return Object.fromEntries(members);
}

/** SQLite rejects deeper JSON. */
export const MAX_JSON_DEPTH = 1000;

/** Whether more than so many objects and lists are in one another. */
export function isDeeper(value: unknown, most: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return most === 0 || Object.values(value).some((member) => isDeeper(member, most - 1));
}

/** Reads the text of a JSON object, or says what is wrong with it. */
export function readJsonObject(
  text: string,
): { readonly value: JsonObject } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `it is not JSON: ${messageOf(error)}` };
  }
  if (isJsonObject(value)) {
    if (!isDeeper(value, MAX_JSON_DEPTH)) return { value };
    return { problem: `it has more than ${MAX_JSON_DEPTH} objects and lists in one another` };
  }
  return { problem: 'it is JSON, but not an object: {"badge":"A7"} is one' };
}
