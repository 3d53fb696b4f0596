import type { Crew } from '../../domain/crew.js';
import type { UserData } from '../../domain/entry.js';
import type { FaceRecord } from '../../domain/gallery.js';
import type { PhotoReport } from '../../domain/inspection.js';
import type { JsonObject } from '../../domain/json-object.js';
import type { Choice } from '../../domain/option-values.js';
import type { Outcome } from '../../domain/outcome.js';
import type { ServiceCommand } from '../../domain/service-commands.js';
import type { Store } from '../../store/store.js';
import type { ImportSettings } from '../options/import.js';

/** On whose behalf something is done, and whether it still is wanted. */
export interface Caller {
  /** The ID of the API key. */
  readonly keyId?: string | undefined;
  /** The caller's own reference, for the audit. */
  readonly reference?: string | undefined;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
}

/** How a user is enrolled: the options of imports, and what is done with the user. */
export interface EnrollSettings extends ImportSettings {
  /** Whether a user who does not exist is made; default: no. */
  readonly createMissing?: boolean;
  /** The data of a user who exists: kept, or replaced by the request's; default: kept. */
  readonly ifUserExists?: Choice<'ifUserExists'>;
}

/** A service's settings; options of imports that are not named have their defaults. */
export interface ServiceSettings extends Partial<EnrollSettings> {
  readonly db: string;
  /** The command whose runs the journal notes; default: that of a server. */
  readonly command?: ServiceCommand | undefined;
  readonly keyFile?: string | undefined;
  /** Seconds to wait while another process holds the database; default: 30. */
  readonly wait?: number | undefined;
  /** Photos that may wait for a worker; default: 1,000. */
  readonly photosAtMost?: number | undefined;
}

/** A photo as it was sent. */
export interface SentPhoto {
  /** As the caller named it; stored with the template. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** One user to be enrolled from one or more photos. */
export interface EnrollRequest {
  readonly collection: string;
  readonly userId: string;
  /** In the order of the user's slots, from 1. */
  readonly photos: readonly SentPhoto[];
  /** For the templates. */
  readonly metadata?: JsonObject | undefined;
  /** What the request says about the user. */
  readonly user?: UserData | undefined;
  /** User IDs that the user may look like. */
  readonly allowDuplicateOf?: readonly string[] | undefined;
  /** Replaces settings of the service. */
  readonly options?: Partial<EnrollSettings> | undefined;
  /**
   * Whether the result tells what was seen in each photo; `faces`: with a picture of each photo that
   * is refused.
   */
  readonly wantsReport?: true | 'faces' | undefined;
  /** Called when a worker takes up a photo, which costs the same from then on whoever leaves. */
  readonly whenBegun?: (() => void) | undefined;
  /**
   * Called once in the transaction that enrolls, with the result: to store an answer with it. If it
   * throws, nothing of the request is stored.
   */
  readonly inTransaction?: ((result: EnrollResult, store: Store) => void) | undefined;
}

/** How one photo of a request ended. */
export interface PhotoResult {
  readonly name: string;
  readonly outcome: Outcome;
  /** The face that was enrolled or, if the outcome is `unchanged`, the one that stays. */
  readonly face?: FaceRecord;
  /** As far as the photo got, if asked for. */
  readonly report?: PhotoReport;
}

/** What became of a request. It is committed when it is returned. */
export interface EnrollResult {
  /** As the database has it. */
  readonly userId: string;
  readonly user: 'created' | 'updated' | 'kept';
  /** In the order of the request; one entry without a photo if it has none. */
  readonly photos: readonly PhotoResult[];
  /** Number of the user's templates now, of the service's encoder. */
  readonly templates: number;
}

/** What waits for a worker. */
export interface Load {
  /** Photos. */
  readonly waiting: number;
  /** From this many photos on, more are refused with a `ServiceBusyError`. */
  readonly atMost: number;
  /** Bytes of the waiting photos. */
  readonly bytes: number;
  /** Who extracts them, where that is on other machines. */
  readonly crew?: Crew | undefined;
}
