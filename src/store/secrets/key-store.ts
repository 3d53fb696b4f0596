import { randomUUID } from 'node:crypto';
import { printable } from '../../domain/text.js';
import { seal, unseal } from '../../system/seal.js';
import type { Connection } from '../database.js';
import { createKeyStoreFile, explainedForKeyStore, openKeyStoreFile } from './key-store-file.js';
import { type KeyOwner, keyPlace } from './place.js';
import { KeyError, type MasterKey } from './vault.js';

export interface DataKey {
  readonly owner: KeyOwner;
  /** 32 bytes. */
  readonly bytes: Buffer;
}

/** Sealed with the master key, to recognize the right one. */
const CHECK = Buffer.from('faceenroll');

/** Data keys rewrapped at a time: bounds the memory of a rotation. */
const PAGE = 1000;

/**
 * The data keys of a database, each wrapped by the master key. They lie in a file of their own: a
 * key that is destroyed here is in no backup of the database, so no backup can restore what it
 * sealed.
 */
export class KeyStore {
  readonly #userKey;
  readonly #sampleKey;
  readonly #putUserKey;
  readonly #putSampleKey;
  readonly #deleteUserKey;
  readonly #deleteSampleKey;

  private constructor(
    readonly path: string,
    readonly id: string,
    private readonly db: Connection,
  ) {
    this.#userKey = db
      .prepare<[string, string], Buffer>(
        'SELECT wrapped_key FROM user_keys WHERE collection = ? AND user_id = ?',
      )
      .pluck();
    this.#sampleKey = db
      .prepare<[string], Buffer>('SELECT wrapped_key FROM sample_keys WHERE collection = ?')
      .pluck();
    this.#putUserKey = db.prepare('REPLACE INTO user_keys VALUES (?, ?, ?)');
    this.#putSampleKey = db.prepare('REPLACE INTO sample_keys VALUES (?, ?)');
    this.#deleteUserKey = db.prepare('DELETE FROM user_keys WHERE collection = ? AND user_id = ?');
    this.#deleteSampleKey = db.prepare('DELETE FROM sample_keys WHERE collection = ?');
  }

  static create(path: string, master: MasterKey, now: string): KeyStore {
    const id = randomUUID();
    const db = createKeyStoreFile(path, (file) => {
      file
        .prepare(
          'INSERT INTO master (only_row, key_store, check_value, created_at) VALUES (1, ?, ?, ?)',
        )
        .run(id, checkValue(master.bytes, id), now);
    });
    return new KeyStore(path, id, db);
  }

  static open(path: string): KeyStore {
    const db = openKeyStoreFile(path);
    const id = db.prepare<[], string>('SELECT key_store FROM master').pluck().get() as string;
    return new KeyStore(path, id, db);
  }

  /** Whether the data keys are wrapped with this master key. */
  opensWith({ bytes }: MasterKey): boolean {
    const check = this.db.prepare<[], Buffer>('SELECT check_value FROM master').pluck().get();
    return check !== undefined && unseal(bytes, check, checkPlace(this.id)) !== undefined;
  }

  /**
   * A data key, if there is one.
   *
   * @throws {KeyError} if it does not open.
   */
  get(owner: KeyOwner, master: MasterKey): Buffer | undefined {
    const { collection, userId } = owner;
    const wrapped =
      userId === null ? this.#sampleKey.get(collection) : this.#userKey.get(collection, userId);
    return wrapped && this.#unwrapped(owner, wrapped, master);
  }

  /**
   * Locks the file once for many keys: locking takes longer than reading one. Other processes can
   * read meanwhile, but not write.
   */
  reading<T>(work: () => T): T {
    return this.db.transaction(work).deferred();
  }

  /** Stores data keys, all or none. */
  put(keys: Iterable<DataKey>, master: MasterKey): void {
    this.#write(() => {
      for (const { owner, bytes } of keys) this.#wrap(owner, bytes, master);
    });
  }

  /** Destroys keys; what they seal can never be opened again. */
  destroy(owners: Iterable<KeyOwner>): void {
    this.#write(() => {
      for (const { collection, userId } of owners) {
        if (userId === null) this.#deleteSampleKey.run(collection);
        else this.#deleteUserKey.run(collection, userId);
      }
    });
  }

  /** The collections whose samples have a key. */
  collectionsOfSamples(): readonly string[] {
    return this.db.prepare<[], string>('SELECT collection FROM sample_keys').pluck().all();
  }

  /** Rewraps every data key with another master key, all or none; returns how many. */
  rotate(old: MasterKey, next: MasterKey, now: string): number {
    return this.#write(() => {
      let count = 0;
      for (const { wrapped, ...owner } of this.#allWrapped()) {
        this.#wrap(owner, this.#unwrapped(owner, wrapped, old), next);
        count += 1;
      }
      this.db
        .prepare('UPDATE master SET check_value = ?, rotated_at = ?')
        .run(checkValue(next.bytes, this.id), now);
      return count;
    });
  }

  close(): void {
    this.db.close();
  }

  #write<T>(work: () => T): T {
    return explainedForKeyStore(this.path, 'written', () => this.db.transaction(work).immediate());
  }

  #wrap(owner: KeyOwner, bytes: Buffer, master: MasterKey): void {
    const { collection, userId } = owner;
    const wrapped = seal(master.bytes, bytes, keyPlace(owner));
    if (userId === null) this.#putSampleKey.run(collection, wrapped);
    else this.#putUserKey.run(collection, userId, wrapped);
  }

  *#allWrapped(): Generator<KeyOwner & { wrapped: Buffer }> {
    yield* this.db
      .prepare<[], KeyOwner & { wrapped: Buffer }>(
        'SELECT collection, NULL AS userId, wrapped_key AS wrapped FROM sample_keys',
      )
      .all();
    const page = this.db.prepare<[string, string, number], KeyOwner & { wrapped: Buffer }>(
      `SELECT collection, user_id AS userId, wrapped_key AS wrapped FROM user_keys
       WHERE (collection, user_id) > (?, ?) ORDER BY collection, user_id LIMIT ?`,
    );
    for (let [collection, userId] = ['', '']; ; ) {
      const rows = page.all(collection, userId, PAGE);
      const last = rows.at(-1);
      if (!last) return;
      [collection, userId] = [last.collection, last.userId ?? ''];
      yield* rows;
    }
  }

  #unwrapped(owner: KeyOwner, wrapped: Buffer, master: MasterKey): Buffer {
    const bytes = unseal(master.bytes, wrapped, keyPlace(owner));
    if (bytes) return bytes;
    throw new KeyError(
      `a data key in ${printable(this.path)} does not open with the key from ${printable(master.source)}: if the key was rotated just now, use the new one; else the file is damaged, restore it from a backup`,
    );
  }
}

function checkValue(master: Buffer, id: string): Buffer {
  return seal(master, CHECK, checkPlace(id));
}

function checkPlace(id: string): string {
  return JSON.stringify(['check', id]);
}
