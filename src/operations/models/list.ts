import type { RatedPack } from '../../domain/rated-pack.js';
import type { Strength } from '../../domain/strength.js';
import { type PackSpec, readManifest } from '../../models/manifest.js';
import {
  modelsOf,
  packNames,
  packSpec,
  repair,
  repairAll,
  verifyPack,
} from '../../models/packs.js';
import { ratedPack } from '../../models/rated-packs.js';
import { type ModelStatus, verifyModel } from '../../models/verify.js';
import type { HostContext } from '../context.js';

export type { ModelStatus };

/** Files of models, and how they are. */
export interface FileStatuses {
  readonly models: readonly ModelStatus[];
  /** The command that brings what is missing or altered; undefined when nothing is. */
  readonly install: string | undefined;
}

/** What is known of a pack, or of the liveness model, which has no encoder. */
interface PackFacts {
  readonly encoder: string | null;
  readonly dimensions: number | null;
  readonly thresholds: PackSpec['encoder']['thresholds'] | null;
  readonly strength: Strength | null;
  readonly source: string | null;
  readonly name: string;
  readonly description: string;
  readonly license: string;
}

/** A pack or the liveness model, as it is listed. */
export interface ListedPack extends FileStatuses {
  readonly facts: PackFacts;
}

/** All that can be installed. */
export interface ListedPacks {
  readonly packs: readonly (ListedPack & { readonly rated: RatedPack })[];
  readonly liveness: ListedPack;
}

/** The packs and the liveness model, with how their files are and how strong each pack is. */
export function listModels(): ListedPacks {
  const packs = packNames().map((name) => {
    const { description, license, encoder } = packSpec(name);
    const { id, dimensions, thresholds = null, strength = null } = encoder;
    const measured = { encoder: id, dimensions, thresholds, strength, source: null };
    const files = filesOf(name);
    return {
      facts: { ...measured, name, description, license },
      ...files,
      rated: ratedPack(name, files.models),
    };
  });
  return { packs, liveness: listedLiveness() };
}

function listedLiveness(): ListedPack {
  const { liveness } = readManifest();
  const { description, license, source = null } = liveness;
  const model = verifyModel(liveness);
  const none = { encoder: null, dimensions: null, thresholds: null, strength: null };
  return {
    facts: { ...none, source, name: 'liveness', description, license },
    models: [model],
    install: model.status === 'ok' ? undefined : repair('liveness', liveness),
  };
}

/**
 * Compares the files of a pack with their SHA-256.
 *
 * @throws {ModelPackError} when there is no such pack.
 */
export function verifyModels(
  _context: HostContext,
  { pack }: { readonly pack: string },
): FileStatuses & { readonly pack: string } {
  return { pack, ...filesOf(pack) };
}

function filesOf(pack: string): FileStatuses {
  const spec = packSpec(pack);
  const models = verifyPack(spec);
  const broken = modelsOf(spec).filter((_, i) => models[i]?.status !== 'ok');
  return { models, install: broken.length > 0 ? repairAll(pack, broken) : undefined };
}
