import type { ServiceCommand } from '../../domain/service-commands.js';
import { ServedRuns } from '../../enroll/desk/served-runs.js';
import { Galleries } from '../../enroll/galleries.js';
import type { ModelPack } from '../../models/packs.js';
import type { MasterKey } from '../../store/secrets/vault.js';
import type { PhotoPool } from '../../workers/pool.js';
import { keptKey } from '../database/open-store.js';
import type { Host } from '../host.js';
import { photoPolicy } from '../imports/import-options.js';
import { IMPORT_OPTIONS } from '../options/import.js';
import { withDefaults } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { workerPool } from '../worker-pool.js';
import type { EnrollSettings, ServiceSettings } from './types.js';
import { WarmPool } from './warm-pool.js';

/** Seconds to wait for the database unless told. */
const WAIT = 30;

const PHOTOS_AT_MOST = 1_000;

/** What a service is made of. */
export interface Parts {
  readonly host: Host;
  readonly settings: EnrollSettings;
  readonly db: string;
  readonly keyFile: string | undefined;
  /** Seconds. */
  readonly wait: number;
  readonly pack: ModelPack;
  readonly isPackNamed: boolean;
  readonly masterKey: MasterKey | undefined;
  readonly pool: WarmPool;
  readonly galleries: Galleries;
  readonly runs: ServedRuns;
}

/**
 * Makes what a service needs, and opens nothing yet.
 *
 * @throws {FatalError} if a pack is not installed, a key cannot be read, or photos cannot be judged
 *   as the settings say.
 */
export function partsOf(
  service: ServiceSettings,
  host: Host,
  makePool: ((pack: ModelPack) => PhotoPool) | undefined,
): Parts {
  const { db, command = 'serve', keyFile, wait = WAIT, ...others } = service;
  const { photosAtMost = PHOTOS_AT_MOST, ...given } = others;
  const { createMissing, ifUserExists, allowOddIds, ...imports } = given;
  const settings: EnrollSettings = {
    ...{ collection: 'default', ...withDefaults(IMPORT_OPTIONS, imports) },
    ...(createMissing !== undefined && { createMissing }),
    ...(ifUserExists !== undefined && { ifUserExists }),
    ...(allowOddIds !== undefined && { allowOddIds }),
  };
  const pack = packFor(host, settings.models);
  // What no request could be answered with is refused at once.
  photoPolicy(settings, pack.models.liveness !== undefined);
  const { workers: threads, maxMemory } = settings;
  const make = (): PhotoPool =>
    makePool?.(pack) ?? workerPool(host, pack.models, { threads, maxMemory });
  return {
    ...{ host, settings, db, keyFile, wait, pack, isPackNamed: given.models !== undefined },
    masterKey: keptKey(keyFile, host),
    pool: new WarmPool(pack.models, make, photosAtMost),
    galleries: new Galleries(),
    runs: new ServedRuns(startOf({ command, db }, settings, host)),
  };
}

/** What the journal of runs notes of a service. */
function startOf(
  { command, db }: { readonly command: ServiceCommand; readonly db: string },
  settings: EnrollSettings,
  { typed }: Host,
) {
  const { collection: _, ...options } = settings;
  return {
    ...{ command, input: db, options },
    ...(typed && { commandLine: typed.words, workingFolder: typed.folder }),
  };
}
