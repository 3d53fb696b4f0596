import type { Entry } from '../../domain/entry.js';
import type { FaceRecord } from '../../domain/gallery.js';
import type { JournaledOutcome, Outcome } from '../../domain/outcome.js';
import type { Extraction } from '../../domain/sample.js';
import type { Origin } from '../../store/audit.js';
import type { CollectionStore, Store } from '../../store/store.js';
import type { EncoderFacts } from '../identity/check.js';
import type { ImportOptions } from '../options.js';

/** One user to be enrolled, whose photos have been extracted as far as that is needed. */
export interface DeskRequest {
  readonly entry: Entry;
  readonly options: ImportOptions;
  readonly encoder: string;
  readonly encoderFacts: EncoderFacts;
  /** Everything that shapes a sample. */
  readonly extractor: string;
  readonly origin: Origin;
  /** By index of the photo. */
  readonly extractions: ReadonlyMap<number, Extraction>;
  /** Throws if templates of this encoder are not wanted in the collection. */
  readonly refuseEncoder: (collection: CollectionStore) => void;
  /** Called in the transaction that enrolls, once per request, with its result. */
  readonly inTransaction: (decided: Decided, store: Store) => void;
}

/** How one photo ended, or an entry without any. */
export interface DecidedPhoto {
  readonly outcome: Outcome;
  /** The face that was enrolled, or that stays. */
  readonly face?: FaceRecord;
}

/** What became of a request. */
export interface Decided {
  readonly kind: 'decided';
  readonly userId: string;
  readonly user: 'created' | 'updated' | 'kept';
  /** In the order of the entry's photos. */
  readonly photos: readonly DecidedPhoto[];
  /** Number of the user's templates now, of the encoder. */
  readonly templates: number;
  /** What the journal of runs keeps. */
  readonly outcomes: readonly JournaledOutcome[];
}

/** The answer to a request: its result, or the photos that have to be extracted first. */
export type Answer =
  | Decided
  | { readonly kind: 'lacks photos'; readonly indexes: readonly number[] };
