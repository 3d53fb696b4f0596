import type { Noticed } from '../domain/entry.js';
import type { RunStore, Store } from '../store/store.js';
import type { ExtractionPool } from '../workers/pool.js';
import type { EncoderFacts, IdentityCheck } from './identity/check.js';
import type { ImportOptions } from './options.js';
import type { ProgressListener } from './progress.js';

/** Everything an import needs besides its input. */
export interface RunContext {
  readonly store: Store;
  readonly pool: ExtractionPool;
  readonly options: ImportOptions;
  readonly dryRun: boolean;
  /** The encoder whose templates are made, and all that shapes a sample. */
  readonly encoder: string;
  readonly encoderFacts: EncoderFacts;
  readonly extractor: string;
  /** Users whom the list no longer names, and who are to be deleted for that. */
  readonly leavers?: ReadonlySet<string>;
  /** Words that name the database and the collection to a command, for advice that can be typed as it stands. */
  readonly place?: readonly string[];
  /** Real path of the folder that every photo must lie in, also at the moment it is opened. */
  readonly photosWithin?: string;
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  /** Told who is waited for, should another run be deciding and applying. */
  readonly onWait?: (holder: string) => void;
  /** Throws where another run has made meanwhile what this one cannot go on with. */
  readonly recheck?: () => void;
}

/** What there is to tell of a run beside its outcomes. */
export interface RunFacts {
  readonly usersCreated: number;
  readonly usersUpdated: number;
  /** Photos that were extracted, of those that had to be; fewer when interrupted. */
  readonly extracted: { readonly done: number; readonly total: number };
  /** Hidden and system files, or blank rows. */
  readonly skipped: number;
  /** Cells of an error report that a spreadsheet has altered, and that were read as they were reported. */
  readonly restored: number;
  /** What else was noticed in the input. */
  readonly noticed?: Noticed;
  /** Why there was nothing to do; undefined where there was. */
  readonly emptiness?: string;
  /** How identity was checked, of a run that came to its end. */
  readonly identity?: Pick<IdentityCheck, 'threshold' | 'photos' | 'recognized'>;
}

/** A run whose outcomes are in the store's work list. */
export interface EndedRun extends RunFacts {
  readonly store: RunStore;
  /** Whether it came to its end; if not, nobody was enrolled and its samples wait for the next run. */
  readonly completed: boolean;
}
