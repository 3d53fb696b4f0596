import type { Entry, Source } from '../../domain/entry.js';
import { matchKey } from '../../domain/match-key.js';
import { entryId } from '../../source/part-source.js';
import type { Burst, Planned, PlannedEntry } from './burst.js';

interface Reading {
  readonly ignoreCase: boolean;
  readonly list: string | undefined;
  readonly filesOf: (entry: Entry) => readonly string[];
}

/**
 * What a batch takes: entries with a photo that is new, those that may pass now, and all other
 * entries of their users, so that two files of one user fail as in an import of the whole folder.
 * Users with a photo that is still written are left out.
 */
export async function planOf(source: Source, burst: Burst, how: Reading): Promise<Planned> {
  const read = new Map<string, PlannedEntry>();
  for await (const entry of source.entries()) {
    const key = entry.failure ? '' : matchKey(entry.userId, how.ignoreCase);
    read.set(entryId(entry), { key, files: how.filesOf(entry) });
  }
  const all = [...read];
  const isWhole = how.list !== undefined && burst.files.has(how.list);
  const wanted = all.filter(
    ([id, { files }]) =>
      isWhole || burst.retry.has(id) || files.some((file) => burst.files.has(file)),
  );
  const blocked = all.filter(([, { files }]) => files.some((file) => burst.blocked.has(file)));
  const blockedKeys = keysOf(blocked);
  const dueKeys = new Set([...keysOf(wanted), ...burst.goneKeys]);
  const [wantedIds, blockedIds] = [wanted, blocked].map((some) => new Set(some.map(([id]) => id)));
  const isBlocked = ([id, { key }]: readonly [string, PlannedEntry]): boolean =>
    Boolean(blockedIds?.has(id)) || isOf(key, blockedKeys);
  const isDue = ([id, { key }]: readonly [string, PlannedEntry]): boolean =>
    Boolean(wantedIds?.has(id)) || isOf(key, dueKeys);
  return {
    entries: new Map(all.filter((one) => isDue(one) && !isBlocked(one))),
    held: new Set(wanted.filter(isBlocked).flatMap(([, { files }]) => files)),
    all: new Set(read.keys()),
    named: keysOf(all),
    list: how.list,
  };
}

function keysOf(entries: readonly (readonly [string, PlannedEntry])[]): ReadonlySet<string> {
  return new Set(entries.map(([, { key }]) => key).filter((key) => key !== ''));
}

function isOf(key: string, keys: ReadonlySet<string>): boolean {
  return key !== '' && keys.has(key);
}
