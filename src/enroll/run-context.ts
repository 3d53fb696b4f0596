import type { Noticed } from '../domain/entry.js';
import type { Phase } from '../domain/run-report.js';
import type { RunStore, Store } from '../store/store.js';
import type { PhotoPool } from '../workers/pool.js';
import type { EncoderFacts, IdentityCheck } from './identity/check.js';
import type { ImportOptions } from './options.js';
import type { ProgressListener } from './progress.js';

/** Everything an import needs in addition to its input. */
export interface RunContext {
  readonly store: Store;
  readonly pool: PhotoPool;
  readonly options: ImportOptions;
  readonly dryRun: boolean;
  /** The encoder that makes the templates, and everything that shapes a sample. */
  readonly encoder: string;
  readonly encoderFacts: EncoderFacts;
  readonly extractor: string;
  /** Users whom the list no longer names, and who are therefore to be deleted. */
  readonly leavers?: ReadonlySet<string>;
  /**
   * Arguments that select the database and the collection in a command, for advice that can be
   * typed as it stands.
   */
  readonly place?: readonly string[];
  /** Real path of the folder that every photo must lie in, also at the moment it is opened. */
  readonly photosWithin?: string;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  /** Called with the holder's name if another run is deciding and applying. */
  readonly onWait?: (holder: string) => void;
  /** Throws if another run has made a change that this run cannot continue with. */
  readonly recheck?: () => void;
}

/** What is reported of a run in addition to its outcomes. */
export interface RunFacts {
  readonly usersCreated: number;
  readonly usersUpdated: number;
  /** Photos extracted, and those that had to be; fewer if interrupted. */
  readonly extracted: { readonly done: number; readonly total: number };
  /** Hidden and system files, or blank rows. */
  readonly skipped: number;
  /** Cells of an error report that a spreadsheet altered, and that were read as reported. */
  readonly restored: number;
  /** What else was noticed in the input. */
  readonly noticed?: Noticed;
  /** Why there was nothing to do; undefined if there was something. */
  readonly emptiness?: string;
  /** The identity check of a completed run. */
  readonly identity?: Pick<IdentityCheck, 'threshold' | 'photos' | 'recognized'>;
}

/** A run whose outcomes are in the store's work list. */
export interface EndedRun extends RunFacts {
  readonly store: RunStore;
  /** If false, nobody was enrolled, and the samples wait for the next run. */
  readonly completed: boolean;
  /** As the journal of runs has it, which keeps none of a dry run. */
  readonly timeline: readonly Phase[];
}
