import { messageOf } from '../../domain/text.js';
import { Desk } from '../../enroll/desk/desk.js';
import { DatabaseBusyError, isTaken } from '../../store/lock.js';
import type { Store } from '../../store/store.js';
import type { PhotoPool } from '../../workers/pool.js';
import type { Contexts } from '../context.js';
import { openStore } from '../database/open-store.js';
import { whenFree } from '../database/when-free.js';
import type { Host } from '../host.js';
import type { Arguments, InputOf, Operation } from '../operation.js';
import type { Rows } from '../options/row.js';
import { perform } from '../perform.js';
import { alone, opensAlone } from './alone.js';
import { askedBy } from './asked.js';
import { callerHost } from './caller-host.js';
import { enrollOne } from './enroll-one.js';
import { type Parts, partsOf } from './parts.js';
import { removeLeftOverFolders } from './private-folder.js';
import { Reader } from './reader.js';
import { ServiceBusyError } from './service-busy.js';
import type { Serving, ServingPlace } from './serving.js';
import type {
  Caller,
  EnrollRequest,
  EnrollResult,
  EnrollSettings,
  Load,
  ServiceSettings,
} from './types.js';

export { ServiceBusyError } from './service-busy.js';
export type * from './types.js';

/** What has no caller who could go away. */
const NEVER = new AbortController().signal;

/**
 * What serves many callers for a long time: models stay open, galleries stay in memory, and the
 * database is held only to decide and apply what was extracted without it.
 */
export class Service implements Serving {
  readonly #parts: Parts;
  readonly #reader: Reader;
  readonly #desk: Desk;
  /** What has begun. */
  readonly #begun = new Set<Promise<unknown>>();
  /** Numbers the requests in the order of arrival. */
  #requests = 0;
  #closed: Promise<void> | undefined;

  private constructor(parts: Parts) {
    const { db, host, masterKey, wait, pack, pool, galleries, runs } = parts;
    this.#parts = parts;
    this.#reader = new Reader(db);
    const how = { masterKey, mustExist: true };
    this.#desk = new Desk({
      open: () => {
        refuseTaken(db);
        return openStore(db, false, { ...how, besideRuns: true, isRepeated: true }, host);
      },
      openToRead: () => openStore(db, true, how, host),
      expectsMore: () => pool.isBusy,
      patienceMs: wait * 1000,
      ...{ galleries, runs, dimensions: pack.models.encoder.format.dimensions },
    });
  }

  /**
   * Opens a database for a service, which is made when need be.
   *
   * @param makePool makes the pool that extracts photos; default: one of worker threads
   * @throws {FatalError} if it cannot be opened, or a pack is not installed.
   */
  static async open(
    settings: ServiceSettings,
    host: Host,
    makePool?: () => PhotoPool,
  ): Promise<Service> {
    const parts = partsOf(settings, host, makePool);
    const { db, masterKey, wait } = parts;
    const open = () => openStore(db, false, { masterKey, besideRuns: true }, host);
    (await whenFree(open, wait, host)).close();
    removeLeftOverFolders(db);
    parts.pool.start();
    return new Service(parts);
  }

  /** The file of the database. */
  get db(): string {
    return this.#parts.db;
  }

  get load(): Load {
    return this.#parts.pool.load;
  }

  /** Whether the model is installed. */
  get canCheckLiveness(): boolean {
    return this.#parts.pack.models.liveness !== undefined;
  }

  /** The encoder of the templates that it makes. */
  get encoder(): { readonly id: string; readonly dimensions: number } {
    const { encoder, models } = this.#parts.pack;
    return { id: encoder, dimensions: models.encoder.format.dimensions };
  }

  /** The settings that requests start from. */
  get settings(): EnrollSettings {
    return this.#parts.settings;
  }

  /**
   * Enrolls a user; resolves once that is committed. What is wrong with a photo is an outcome.
   *
   * @throws {ServiceBusyError} at once if too many photos are waiting, or the service is closing.
   * @throws {DatabaseBusyError} if another process does not let go of the database in time.
   * @throws the signal's reason if it is aborted before the transaction begins.
   */
  enroll(request: EnrollRequest, caller: Caller): Promise<EnrollResult> {
    return this.#begin(async () => {
      caller.signal.throwIfAborted();
      const { photos } = request;
      const bytes = photos.reduce((sum, photo) => sum + photo.bytes.length, 0);
      const release = this.#parts.pool.admit(photos.length, bytes);
      try {
        this.#requests += 1;
        const asked = askedBy(request, caller, this.#parts);
        const place = { reader: this.#reader, desk: this.#desk, pool: this.#parts.pool };
        return await enrollOne(request, asked, place, { order: this.#requests, ...caller });
      } finally {
        release();
      }
    });
  }

  /**
   * Performs an operation on the service's database, models and galleries. One that writes holds the
   * database meanwhile, as a command does; its photos are looked at before.
   *
   * @throws {DatabaseBusyError} if the database is not free in time.
   */
  perform<A extends Arguments, O extends Rows, Output, Opens extends keyof Contexts, T>(
    operation: Operation<A, O, Output, Opens>,
    input: InputOf<A, O>,
    place: ServingPlace,
    use: (output: Output, context: Contexts[Opens]) => T | Promise<T>,
  ): Promise<T> {
    const { db, keyFile, wait } = this.#parts;
    const { collection, caller, isGiven } = place;
    const { keyId, reference, signal } = caller;
    const named = { db, keyFile, collection, reference, keyId, isGiven };
    const isAlone = opensAlone(operation, input);
    const host = callerHost(place, this.#parts, isAlone);
    return this.#begin(async () => {
      signal.throwIfAborted();
      if (!isAlone) return await perform(operation, input, { ...named, wait }, host, use);
      operation.check?.(input, named);
      const looking = await operation.look?.(callerHost(place, this.#parts, false), input);
      const seen = looking && (await allOf(looking));
      // The desk waits meanwhile: it is the next attempt that waits for others.
      const at = { ...named, shortMs: 0 };
      const attempt = () => perform(operation, input, at, { ...host, seen }, use);
      return await alone(attempt, this.#desk, { patienceMs: wait * 1000, signal });
    });
  }

  /**
   * Reads from a connection that stays open: what needs no template. `use` must be synchronous.
   *
   * @throws {NoDatabaseError} if the database is gone.
   */
  read<T>(use: (store: Store) => T): T {
    return use(this.#reader.now().store);
  }

  /** The same with the key. */
  readSealed<T>(use: (store: Store) => T): T {
    const { db, host, masterKey } = this.#parts;
    const store = openStore(db, true, { masterKey, mustExist: true }, host);
    try {
      return use(store);
    } finally {
      store.close();
    }
  }

  /**
   * Does all of `work`, which must be synchronous, or nothing, in the next transaction of the desk;
   * resolves once that is committed. For small records, not for users and faces.
   */
  write<T>(work: (store: Store) => T, signal: AbortSignal = NEVER): Promise<T> {
    return this.#begin(() => {
      this.#requests += 1;
      return this.#desk.write(work, this.#requests, signal);
    });
  }

  /** Looks at the database, and waits for nothing. */
  async whyNotReady(): Promise<string | undefined> {
    if (this.#closed) return 'the server is stopping';
    try {
      this.readSealed((store) => store.auditLog.last());
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  /** Takes nothing new, ends what has begun, and then the service's runs. */
  close(): Promise<void> {
    this.#closed ??= this.#end();
    return this.#closed;
  }

  async #end(): Promise<void> {
    const { host, pool, galleries, runs } = this.#parts;
    try {
      await Promise.allSettled(this.#begun);
      await this.#desk.idle();
      await Promise.all([pool.close(), galleries.release()]);
      this.#reader.close();
      if (runs.haveBegun) await this.#finishRuns();
    } catch (error) {
      if (!(error instanceof DatabaseBusyError)) throw error;
      // All that was answered is committed.
      host.note(`The runs of this server will be listed as interrupted: ${error.holder}.`);
    } finally {
      runs.release();
    }
  }

  async #finishRuns(): Promise<void> {
    const { host, db, wait, runs } = this.#parts;
    // Its key may have been replaced.
    const how = { withoutSecrets: true, besideRuns: true, mustExist: true };
    const store = await whenFree(() => openStore(db, false, how, host), wait, host, 0);
    try {
      runs.finish(store);
    } finally {
      store.close();
    }
  }

  #begin<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new ServiceBusyError('the service is closing'));
    const done = work();
    this.#begun.add(done);
    const end = (): boolean => this.#begun.delete(done);
    done.then(end, end);
    return done;
  }
}

async function allOf<T>(some: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const one of some) all.push(one);
  return all;
}

/** Looks before it asks, since asking blocks this process for a moment while another writes. */
function refuseTaken(db: string): void {
  if (isTaken(db)) throw new DatabaseBusyError(`another run is working on ${db}`, undefined, true);
}
