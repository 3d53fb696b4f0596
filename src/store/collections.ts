import type { CollectionRecord } from '../domain/gallery.js';
import type { Connection } from './database.js';

/** The collections of a database. */
export class Collections {
  readonly #has;
  readonly #list;
  readonly #insert;

  constructor(db: Connection) {
    this.#has = db.prepare('SELECT 1 FROM collections WHERE name = ?').pluck();
    this.#list = db.prepare<[], CollectionRecord>(
      `SELECT name, created_at AS createdAt,
              (SELECT count(*) FROM users AS u WHERE u.collection = collections.name) AS users,
              (SELECT count(*) FROM templates AS t WHERE t.collection = collections.name) AS templates
       FROM collections ORDER BY name`,
    );
    this.#insert = db.prepare('INSERT INTO collections (name, created_at) VALUES (?, ?)');
  }

  has(name: string): boolean {
    return this.#has.get(name) !== undefined;
  }

  list(): readonly CollectionRecord[] {
    return this.#list.all();
  }

  create(name: string, now: string): void {
    this.#insert.run(name, now);
  }
}
