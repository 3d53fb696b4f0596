import { join, resolve } from 'node:path';
import type { Deletion } from '../domain/deletion.js';
import type { ItemOutcome } from '../domain/outcome.js';
import type { Extraction } from '../domain/sample.js';
import type { Galleries } from '../enroll/galleries.js';
import type { ModelPack, PackModels } from '../models/packs.js';
import type { MasterKey } from '../store/secrets/vault.js';
import type { PhotoPool } from '../workers/pool.js';
import type { WorkerProcesses } from '../workers/processes.js';
import type { Progress } from './progress.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A command as it was typed. No option takes a secret: those come from files and the environment. */
export interface Typed {
  /** The words behind `faceenroll`. */
  readonly words: readonly string[];
  /** The folder that its relative paths begin in. */
  readonly folder: string;
  /** Words that name its database to another command. */
  readonly database: readonly string[];
  /** Words that name its collection to another command. */
  readonly collection: readonly string[];
  /** Words that name the queue of its photos to another command. */
  readonly queue: readonly string[];
}

/** Who would be deleted with all that is stored of them. */
export interface DeletionPlan {
  readonly collection: string;
  readonly deletions: readonly Deletion[];
  /** Users who stay, since this row may be theirs. */
  readonly recognized: ReadonlyMap<string, { readonly row: number | undefined }>;
  /** Why it is not done, whoever agrees. */
  readonly refusal?: Error | undefined;
}

/** Who has one pool for many operations. */
export interface LendsPools {
  /**
   * Undefined for other models than its own.
   *
   * @param how `waits`: however long nobody is there who extracts photos
   */
  lend(models: PackModels, how?: { readonly waits?: boolean }): PhotoPool | undefined;
}

/** A photo, and what extraction made of it. */
export interface ExtractedPhoto {
  /** As it was named. */
  readonly file: string;
  readonly extraction: Exclude<Extraction, { readonly kind: 'known' }>;
}

/** Whoever runs an operation: a command line, a caller of the library, a server. */
export interface Host {
  readonly env: Environment;
  /** The folder that relative paths begin in, absolute. */
  readonly cwd: string;
  /** The folder that paths are shown from. */
  readonly shownFrom: string;
  /** Whether somebody watches, who wants to know why nothing happens. */
  readonly isWatched: boolean;
  /** Aborted when the operation is asked to stop; one that does not ask for it is just ended. */
  readonly signal: AbortSignal;
  /** The command line, where there is one: for the journal of runs, and for advice that can be typed as it stands. */
  readonly typed?: Typed | undefined;
  /** Where worker processes come from; a new one for each operation unless told. */
  readonly processes?: WorkerProcesses | undefined;
  /** The one pool for photos of a host that keeps it; closing it there does nothing. */
  readonly pool?: LendsPools | undefined;
  /** A pack whose files were checked already, and whose models the pool has open. */
  readonly pack?: ModelPack | undefined;
  /** Galleries kept in memory; without them each operation reads its own. */
  readonly galleries?: Galleries | undefined;
  /** The key to open databases with, read already; without it the options and the environment name it. */
  readonly masterKey?: MasterKey | undefined;
  /** Photos sent along, by name. A host that has it opens no file for the name of a photo. */
  uploaded?(name: string): Uint8Array | undefined;
  /** What the operation's `look` gave, where that was done before the database was opened. */
  readonly seen?: readonly ExtractedPhoto[] | undefined;
  /** Whether published tables are left to a server, which deletes there by itself: nobody waits for it. */
  readonly leavesPublished?: boolean;
  /** Says what is no result: a warning, or that something is waited for. */
  tell(message: string): void;
  /** The same of what comes and goes: said each time, also by a host that says other things once. */
  tellEach?(message: string): void;
  /** Says what may be good to know; whoever asked for quiet does not hear it. */
  note(message: string): void;
  /**
   * Shows who would be deleted, and throws unless that is agreed to. A caller without it has
   * agreed by calling.
   */
  agree?(plan: DeletionPlan): Promise<void>;
  /** Hears each outcome of a batch, in the order of the input, when the run has ended; it is waited for. */
  outcome?(item: ItemOutcome): unknown;
  /** Says how far a longer work is; undefined when it is over. */
  progress(at: Progress | undefined): void;
}

/**
 * A path that the user gave, as files are opened by it: as it was typed, so that messages repeat
 * that, unless it leads elsewhere from the folder of this process.
 */
export function reachable({ cwd }: Pick<Host, 'cwd'>, path: string): string {
  // With the slash at its end, if it has one: that says something of it.
  return resolve(path) === resolve(cwd, path) ? path : join(cwd, path);
}
