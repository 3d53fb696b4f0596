import { setImmediate as letSignalsIn } from 'node:timers/promises';
import type { CollectionStore } from '../store/store.js';
import type { UserGallery } from './gallery.js';
import { changedUsers, readAgain } from './gallery-changes.js';
import { LiveGallery } from './live-gallery.js';
import { SharedLock } from './shared-lock.js';

/** What is read to keep a gallery up to date. */
type Read = Pick<CollectionStore, 'templates' | 'audit' | 'transaction'>;

/** A state of the database, by the last row of its audit. */
interface Moment {
  readonly position: number;
  readonly hash: string | null;
}

/** Users whose templates may have changed until a moment. */
interface Changed {
  readonly users: ReadonlySet<string>;
  readonly until: Moment;
}

/** What is told of a gallery between searches. */
type Sizes = Pick<UserGallery, 'size' | 'users' | 'mostOfOneUser'>;

/** Templates, or users, read between two pauses. */
const PAGE = 500;

/** So many rows of the audit take as long to read as the templates of a large gallery. */
const MANY_CHANGES = 200_000;

/**
 * The galleries of one database in memory. Each is kept up to date by the audit, which tells every
 * change of a template: what this process and others change is read again, user by user.
 */
export class Galleries {
  readonly #kept = new Map<string, KeptGallery>();

  /** Whether a gallery is in memory. */
  has(collection: string, encoder: string): boolean {
    return this.#kept.get(nameOf(collection, encoder))?.isRead ?? false;
  }

  /** The gallery of a collection and encoder, as it is in the database now. */
  async open(store: Read, dimension: number): Promise<UserGallery> {
    const kept = this.#of(store, dimension);
    await kept.update(store);
    return {
      get size() {
        return kept.sizes.size;
      },
      get users() {
        return kept.sizes.users;
      },
      get mostOfOneUser() {
        return kept.sizes.mostOfOneUser;
      },
      search: async (embeddings, options) => {
        await kept.update(store);
        return kept.lock.shared(() => kept.gallery.search(embeddings, options));
      },
      // The next search reads it from the database.
      add: () => {},
      // It is searched again.
      release: async () => {},
    };
  }

  /**
   * Calls `use` with the gallery of a collection and encoder as it is in the database now, and keeps
   * it so until `use` is done.
   */
  async holding<T>(
    store: Read,
    dimension: number,
    use: (gallery: LiveGallery) => Promise<T>,
  ): Promise<T> {
    const kept = this.#of(store, dimension);
    for (;;) {
      await kept.update(store);
      const done = await kept.lock.shared(async () =>
        kept.isUpToDate(store) ? { result: await use(kept.gallery) } : undefined,
      );
      if (done) return done.result;
    }
  }

  #of({ templates: { collection, encoder } }: Read, dimension: number): KeptGallery {
    const name = nameOf(collection, encoder);
    const kept = this.#kept.get(name) ?? new KeptGallery(dimension);
    this.#kept.set(name, kept);
    return kept;
  }

  /** Ends the comparison threads. */
  async release(): Promise<void> {
    const all = [...this.#kept.values()];
    this.#kept.clear();
    await Promise.all(all.map(({ lock, gallery }) => lock.exclusive(() => gallery.release())));
  }
}

function nameOf(collection: string, encoder: string): string {
  return JSON.stringify([collection, encoder]);
}

class KeptGallery {
  readonly lock = new SharedLock();
  #gallery: LiveGallery;
  /** The state that the gallery is of; undefined until it was read. */
  #at: Moment | undefined;
  /** While everything is read again: those of before. */
  #before: Sizes | undefined;

  constructor(readonly dimension: number) {
    this.#gallery = new LiveGallery(dimension);
  }

  get gallery(): LiveGallery {
    return this.#gallery;
  }

  get sizes(): Sizes {
    return this.#before ?? this.#gallery;
  }

  /** Whether it was read from the database. */
  get isRead(): boolean {
    return this.#at !== undefined;
  }

  isUpToDate({ audit }: Read): boolean {
    const { position, hash } = audit.log.last();
    return this.#at?.position === position && this.#at.hash === hash;
  }

  async update(store: Read): Promise<void> {
    if (this.isUpToDate(store)) return;
    await this.lock.exclusive(async () => {
      // Another one may have done it meanwhile. What was read in pages is of no single moment.
      for (;;) {
        const changed = this.#follow(store);
        if (changed === 'nobody') return;
        if (changed === 'everything') await this.#load(store);
        else await this.#readMany(store, changed);
      }
    });
  }

  /** Reads again what has changed, unless it is too much for one moment; returns what is left. */
  #follow(store: Read): Changed | 'everything' | 'nobody' {
    return store.transaction(() => {
      const { templates, audit } = store;
      const at = this.#at;
      const now = audit.log.last();
      if (at === undefined || audit.log.hashAt(at.position) !== at.hash) return 'everything';
      if (now.position - at.position > MANY_CHANGES) return 'everything';
      const users = changedUsers(audit.log.changesAfter(at.position), templates.collection);
      if (users === 'everything') return users;
      if (users.size > PAGE) return { users, until: now };
      readAgain(this.#gallery, users, templates);
      this.#at = now;
      return 'nobody';
    });
  }

  /** Reads users again, with pauses; the changes during them are read afterwards. */
  async #readMany({ templates }: Read, { users, until }: Changed): Promise<void> {
    const all = [...users];
    for (let next = 0; next < all.length; next += PAGE) {
      readAgain(this.#gallery, all.slice(next, next + PAGE), templates);
      await letSignalsIn();
    }
    this.#at = until;
  }

  /**
   * Reads everything, with pauses; the changes during them are read afterwards. The gallery of before
   * goes first: memory may not hold two.
   */
  async #load({ templates, audit }: Read): Promise<void> {
    const at = audit.log.last();
    const { size, users, mostOfOneUser } = this.#gallery;
    this.#at = undefined;
    this.#before = { size, users, mostOfOneUser };
    try {
      await this.#gallery.release();
      this.#gallery = new LiveGallery(this.dimension);
      for (const face of templates.all()) {
        this.#gallery.add(face);
        if (this.#gallery.size % PAGE === 0) await letSignalsIn();
      }
      this.#at = at;
    } finally {
      this.#before = undefined;
    }
  }
}
