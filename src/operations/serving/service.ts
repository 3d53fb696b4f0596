import { messageOf } from '../../domain/text.js';
import type { Desk } from '../../enroll/desk/desk.js';
import type { ModelPack } from '../../models/packs.js';
import type { Store } from '../../store/store.js';
import type { PhotoPool } from '../../workers/pool.js';
import type { Contexts } from '../context.js';
import { openStore } from '../database/open-store.js';
import { whenFree } from '../database/when-free.js';
import type { Host } from '../host.js';
import type { Arguments, InputOf, Operation } from '../operation.js';
import type { Rows } from '../options/row.js';
import { askedBy } from './asked.js';
import { deskOf } from './desk-of.js';
import { enrollOne } from './enroll-one.js';
import { finishRuns } from './finish-runs.js';
import { type Parts, partsOf } from './parts.js';
import { performFor } from './perform-for.js';
import { removeLeftOverFolders } from './private-folder.js';
import { PublishedKeeper } from './published-keeper.js';
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
  readonly #published: PublishedKeeper;
  /** What has begun. */
  readonly #begun = new Set<Promise<unknown>>();
  /** Numbers the requests in the order of arrival. */
  #requests = 0;
  #closed: Promise<void> | undefined;

  private constructor(parts: Parts) {
    this.#parts = parts;
    this.#reader = new Reader(parts.db);
    this.#desk = deskOf(parts);
    // Not by `write`, after which it looks again.
    const write = <T>(work: (store: Store) => T) => this.#write(work);
    this.#published = new PublishedKeeper({ read: (use) => this.read(use), write }, parts.host);
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
    makePool?: (pack: ModelPack) => PhotoPool,
  ): Promise<Service> {
    const parts = partsOf(settings, host, makePool);
    const { db, masterKey, wait } = parts;
    const open = () => openStore(db, false, { masterKey, besideRuns: true }, host);
    (await whenFree(open, wait, host)).close();
    removeLeftOverFolders(db);
    parts.pool.start();
    const service = new Service(parts);
    service.#published.look();
    return service;
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

  /** See `performFor`. */
  perform<A extends Arguments, O extends Rows, Output, Opens extends keyof Contexts, T>(
    operation: Operation<A, O, Output, Opens>,
    input: InputOf<A, O>,
    place: ServingPlace,
    use: (output: Output, context: Contexts[Opens]) => T | Promise<T>,
  ): Promise<T> {
    const at = { parts: this.#parts, desk: this.#desk };
    return this.#begin(() => performFor(at, operation, input, place, use));
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
  write<T>(work: (store: Store) => T): Promise<T> {
    return this.#begin(() => this.#write(work));
  }

  #write<T>(work: (store: Store) => T): Promise<T> {
    this.#requests += 1;
    return this.#desk.write(work, this.#requests, NEVER);
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
    const { pool, galleries, runs } = this.#parts;
    try {
      await Promise.allSettled(this.#begun);
      await this.#published.close();
      await this.#desk.idle();
      await Promise.all([pool.close(), galleries.release()]);
      this.#reader.close();
      await finishRuns(this.#parts);
    } finally {
      runs.release();
    }
  }

  #begin<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new ServiceBusyError('the service is closing'));
    const done = work();
    this.#begun.add(done);
    const end = (): void => {
      this.#begun.delete(done);
      this.#published.look();
    };
    done.then(end, end);
    return done;
  }
}
