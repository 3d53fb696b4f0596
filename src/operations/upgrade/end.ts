import { FatalError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import type { CollectionStore } from '../../store/store.js';
import { packOf } from '../compare/packs-of.js';
import { type Context, changesOf } from '../context.js';
import { tellNotErased } from '../deletion/delete-planned.js';

/** A collection that has its templates of before again. */
export interface RolledBackUpgrade {
  readonly mode: 'rollback';
  /** The one that it went back from, and those that the templates are of again. */
  readonly encoder: string;
  readonly encoders: readonly string[];
  /** Their packs, by name, where this machine knows them. */
  readonly packs: readonly string[];
  readonly faces: number;
  readonly enrolledSince: number;
  readonly superseded: number;
}

/** Templates of before that would be deleted, and are not yet. */
export interface PlannedCommit {
  readonly mode: 'commit';
  readonly encoder: string;
  readonly templates: number;
  /** Deletes them for good; returns how many. */
  readonly carryOut: () => number;
}

/** Embeddings that no template used, and that are gone. */
export interface ForgottenEmbeddings {
  readonly mode: 'forget';
  readonly deleted: number;
}

/**
 * Goes back to the templates of before.
 *
 * @throws {FatalError} when none are kept.
 */
export function rollBack(part: CollectionStore): RolledBackUpgrade {
  const { encoder } = expectUpgrade(part);
  const now = new Date().toISOString();
  const { returned, ...rest } = part.transaction(() => part.upgrades.rollback(now));
  const encoders = [...new Set(returned.map(({ to }) => to))];
  const packs = encoders.map((name) => packOf(name) ?? name);
  return { mode: 'rollback', encoder, encoders, packs, faces: returned.length, ...rest };
}

/**
 * Plans to delete the templates of before.
 *
 * @throws {FatalError} when none are kept.
 */
export function planCommit(context: Context): PlannedCommit {
  const part = changesOf(context);
  const { encoder } = expectUpgrade(part);
  return {
    ...{ mode: 'commit', encoder, templates: part.upgrades.versions() },
    carryOut: () => {
      const deleted = part.transaction(() => part.upgrades.commit(new Date().toISOString()));
      if (!part.upgrades.erase()) tellNotErased(context.db, context.host);
      return deleted;
    },
  };
}

/**
 * Deletes what a rehearsal or a rollback has left aside.
 *
 * @throws {FatalError} when templates are kept to go back to.
 */
export function forgetStaged(context: Context): ForgottenEmbeddings {
  const part = changesOf(context);
  if (part.upgrades.state()) {
    throw new FatalError(
      `the collection ${quoted(context.collection)} keeps the templates of before for --rollback: "faceenroll upgrade --commit" deletes them`,
    );
  }
  const deleted = part.transaction(() => part.upgrades.forget());
  if (deleted > 0 && !part.upgrades.erase()) tellNotErased(context.db, context.host);
  return { mode: 'forget', deleted };
}

function expectUpgrade({ upgrades }: CollectionStore): { readonly encoder: string } {
  const state = upgrades.state();
  if (state) return state;
  throw new FatalError(
    `the collection ${quoted(upgrades.collection)} keeps no templates of before: it was not upgraded, or that is committed or rolled back`,
  );
}
