import type { Publication, PublicationState } from '../../domain/publication.js';
import type { Connection } from '../connection.js';
import { IS_STALE } from './tables.js';

/** What is needed to go on with a publication. */
export interface KnownPublication extends Publication {
  readonly publicationId: string;
  /** In the table, when it was last the same. */
  readonly faces: number;
  /** What the table's side must tell if it is as this database left it. Null before the first time. */
  readonly token: string | null;
  /** What it tells when a publication was committed there, and this process ended before it noted that. */
  readonly nextToken: string | null;
}

type Identified = Pick<KnownPublication, 'publicationId'>;

/** A face that has changed. */
export interface PublicationChange {
  readonly faceId: string;
  readonly change: number;
}

/** How a collection is at one moment. */
export interface Moment {
  /** Of the newest change. */
  readonly change: number;
  readonly faces: number;
}

const COLUMNS = `publication_id AS publicationId, collection, address, table_name AS "table",
  faces, token, next_token AS nextToken, published_at AS publishedAt`;

/** Where collections are published to, and what has changed since. Call what writes in a transaction. */
export class Publications {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /** All of them, by collection, address and table. */
  all(): readonly KnownPublication[] {
    return this.#db
      .prepare<[], KnownPublication>(
        `SELECT ${COLUMNS} FROM publications ORDER BY collection, address, table_name`,
      )
      .all();
  }

  /** With what is not yet done there. */
  states(): readonly PublicationState[] {
    return this.#db
      .prepare<[], PublicationState>(
        `SELECT collection, address, table_name AS "table", faces, published_at AS publishedAt,
                problem,
                (SELECT count(*) FROM publication_changes AS c
                 WHERE c.publication_id = p.publication_id AND ${IS_STALE}) AS stale,
                (SELECT count(*) FROM publication_changes AS c
                 WHERE c.publication_id = p.publication_id AND NOT is_done) AS pending
         FROM publications AS p ORDER BY collection, address, table_name`,
      )
      .all();
  }

  find({ collection, address, table }: Publication): KnownPublication | undefined {
    return this.#db
      .prepare<[string, string, string], KnownPublication>(
        `SELECT ${COLUMNS} FROM publications
         WHERE collection = ? AND address = ? AND table_name = ?`,
      )
      .get(collection, address, table);
  }

  begin({ collection, address, table }: Publication, publicationId: string, now: string): void {
    this.#db
      .prepare(
        `INSERT INTO publications (publication_id, collection, address, table_name, created_at)
         VALUES (?, ?, ?, ?, ?)`,
      )
      .run(publicationId, collection, address, table, now);
  }

  /** Its table is called otherwise now. */
  readdress(
    publicationId: string,
    { address, table }: Pick<Publication, 'address' | 'table'>,
  ): void {
    this.#db
      .prepare('UPDATE publications SET address = ?, table_name = ? WHERE publication_id = ?')
      .run(address, table, publicationId);
  }

  /** Forgets it; nothing changes there. */
  end(publicationId: string): void {
    this.#db.prepare('DELETE FROM publications WHERE publication_id = ?').run(publicationId);
  }

  /** The change and the faces of the same moment. */
  moment({ publicationId, collection }: KnownPublication): Moment {
    return this.#db
      .prepare<Record<string, string>, Moment>(
        `SELECT (SELECT changes FROM publications WHERE publication_id = @publicationId) AS change,
                (SELECT count(*) FROM templates WHERE collection = @collection) AS faces`,
      )
      .get({ publicationId, collection }) as Moment;
  }

  /** Faces that have changed, in the order of their last change. */
  changes(of: Identified, after: number, limit: number): readonly PublicationChange[] {
    return this.#changes('true', of, after, limit);
  }

  /** Faces of which something stale is there, in the order of their last change. */
  stale(of: Identified, after: number, limit: number): readonly PublicationChange[] {
    return this.#changes(IS_STALE, of, after, limit);
  }

  #changes(
    condition: string,
    { publicationId }: Identified,
    after: number,
    limit: number,
  ): readonly PublicationChange[] {
    return this.#db
      .prepare<[string, number, number], PublicationChange>(
        `SELECT face_id AS faceId, change FROM publication_changes
         WHERE publication_id = ? AND change > ? AND ${condition} ORDER BY change LIMIT ?`,
      )
      .all(publicationId, after, limit);
  }

  /** Whether anything stale is anywhere. */
  hasStale(): boolean {
    return (
      this.#db.prepare(`SELECT 1 FROM publication_changes WHERE ${IS_STALE} LIMIT 1`).get() !==
      undefined
    );
  }

  /** Faces of which something stale is there. */
  staleCount(publicationId: string): number {
    return this.#db
      .prepare<[string], number>(
        `SELECT count(*) FROM publication_changes WHERE publication_id = ? AND ${IS_STALE}`,
      )
      .pluck()
      .get(publicationId) as number;
  }

  /** Nothing stale is there of these faces, unless they have changed again. */
  done(publicationId: string, changes: readonly PublicationChange[]): void {
    const done = this.#db.prepare(
      `UPDATE publication_changes SET is_done = 1
       WHERE publication_id = ? AND face_id = ? AND change = ?`,
    );
    for (const { faceId, change } of changes) done.run(publicationId, faceId, change);
  }

  /** Why the last attempt to delete there failed; null when it did not. */
  tell(publicationId: string, problem: string | null): void {
    this.#db
      .prepare(
        'UPDATE publications SET problem = @problem WHERE publication_id = @publicationId AND problem IS NOT @problem',
      )
      .run({ publicationId, problem });
  }

  /** Before all changes up to `change` are committed there. */
  announce(publicationId: string, token: string, change: number): void {
    this.#db
      .prepare('UPDATE publications SET next_token = ?, next_change = ? WHERE publication_id = ?')
      .run(token, change, publicationId);
  }

  /** What was announced is committed there. */
  finish(publicationId: string, faces: number, now: string): void {
    this.#db
      .prepare(
        `DELETE FROM publication_changes WHERE publication_id = @publicationId AND change <=
           (SELECT next_change FROM publications WHERE publication_id = @publicationId)`,
      )
      .run({ publicationId });
    this.#db
      .prepare(
        `UPDATE publications SET token = next_token, next_token = NULL, next_change = NULL,
                faces = ?, published_at = ?, problem = NULL WHERE publication_id = ?`,
      )
      .run(faces, now, publicationId);
  }
}
