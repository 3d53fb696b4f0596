import type { Store } from '../../store/store.js';
import type { Contexts } from '../context.js';
import type { Host } from '../host.js';
import type { Arguments, InputOf, Operation } from '../operation.js';
import type { Rows } from '../options/row.js';
import type {
  Caller,
  EnrollRequest,
  EnrollResult,
  EnrollSettings,
  Load,
  SentPhoto,
} from './types.js';

/** Where an operation is done for a caller. */
export interface ServingPlace {
  readonly caller: Caller;
  /** The collection, where the operation works in one. */
  readonly collection?: string | undefined;
  /** Photos that the input names, by their names in it. */
  readonly photos?: ReadonlyMap<string, SentPhoto> | undefined;
  /** Hears each outcome of a batch, in the order of the input. */
  readonly outcome?: Host['outcome'] | undefined;
  /** Whether the caller has named an option. */
  readonly isGiven?: ((option: string) => boolean) | undefined;
}

/** A database with all that many callers share: models that are open, galleries in memory, one who decides. */
export interface Serving {
  /** The file of the database. */
  readonly db: string;

  /** Enrolls a user from photos; what is wrong with a photo is an outcome. */
  enroll(request: EnrollRequest, caller: Caller): Promise<EnrollResult>;

  /** Does any operation on the database. */
  perform<A extends Arguments, O extends Rows, Output, Opens extends keyof Contexts, T>(
    operation: Operation<A, O, Output, Opens>,
    input: InputOf<A, O>,
    place: ServingPlace,
    use: (output: Output, context: Contexts[Opens]) => T | Promise<T>,
  ): Promise<T>;

  /** Reads what is small and not sealed, such as API keys, from a connection that stays open. */
  read<T>(use: (store: Store) => T): T;

  /** The same of what is sealed; opens the database with its key for it, which takes a millisecond. */
  readSealed<T>(use: (store: Store) => T): T;

  /** One transaction, in turn with those that enroll. */
  write<T>(work: (store: Store) => T): Promise<T>;

  /** What requests start from. */
  readonly settings: EnrollSettings;

  /** What waits for a worker. */
  readonly load: Load;

  /** Whether the liveness model is installed. */
  readonly canCheckLiveness: boolean;

  /** Why nothing can be done at the moment; undefined when all is well. */
  whyNotReady(): Promise<string | undefined>;

  /** Takes nothing new, and ends what has begun. */
  close(): Promise<void>;
}
