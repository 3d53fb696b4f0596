import type { TableChanges } from '../domain/publication.js';
import { type PublishedRow, rowColumns, type Which, whereOf } from './published-row.js';
import { PublishedStaging } from './published-staging.js';
import { FACE_COLUMNS, type PublishedTables } from './published-tables.js';
import type { Statements } from './statements.js';

/** How far a publication is there. */
export interface PublishedState {
  readonly token: string | null;
  readonly faces: number;
}

const WRITTEN = FACE_COLUMNS.join(', ');

/** The rows of one publication in its tables. */
export class Published {
  readonly staging: PublishedStaging;

  constructor(
    readonly tables: PublishedTables,
    readonly publicationId: string,
  ) {
    this.staging = new PublishedStaging(tables, publicationId);
  }

  /** Undefined before it has begun there. Others that change it wait until the transaction ends. */
  async state(
    statements: Statements,
    how: 'look' | 'lock' = 'look',
  ): Promise<PublishedState | undefined> {
    const { rows } = await statements.query<{ token: string | null; faces: string }>(
      `SELECT token::text, faces::text FROM ${this.tables.publications}
       WHERE publication = $1${how === 'lock' ? ' FOR UPDATE' : ''}`,
      [this.publicationId],
    );
    const [row] = rows;
    return row && { token: row.token, faces: Number(row.faces) };
  }

  async begin(statements: Statements, collection: string): Promise<void> {
    await statements.query(
      `INSERT INTO ${this.tables.publications} (publication, collection) VALUES ($1, $2)
       ON CONFLICT (publication) DO NOTHING`,
      [this.publicationId, collection],
    );
  }

  /** Rows that others read. */
  async count(statements: Statements): Promise<number> {
    const { rows } = await statements.query<{ faces: string }>(
      `SELECT count(*)::text AS faces FROM ${this.tables.faces} WHERE publication = $1`,
      [this.publicationId],
    );
    return Number(rows[0]?.faces);
  }

  /** Rows that others read, by face ID. */
  async rows(statements: Statements, which: Which): Promise<readonly PublishedRow[]> {
    const { faces } = this.tables;
    const where = whereOf(which);
    const { rows } = await statements.query<PublishedRow>(
      `SELECT ${rowColumns('f')} FROM ${faces} AS f ${where.sql}`,
      [this.publicationId, ...where.values],
    );
    return rows;
  }

  /** Moves all that is staged. Part of a transaction that has locked the publication. */
  async move(statements: Statements): Promise<TableChanges> {
    const { faces, staged } = this.tables;
    const id = [this.publicationId];
    const former = await statements.query<{ removed: number; changed: number }>(
      `WITH former AS (
         DELETE FROM ${faces} AS f USING ${staged} AS s
         WHERE f.publication = $1 AND s.publication = $1 AND f.face_id = s.face_id
         RETURNING s.is_gone)
       SELECT (count(*) FILTER (WHERE is_gone))::integer AS removed,
              (count(*) FILTER (WHERE NOT is_gone))::integer AS changed FROM former`,
      id,
    );
    const { removed = 0, changed = 0 } = former.rows[0] ?? {};
    const { rowCount } = await statements.query(
      `INSERT INTO ${faces} (publication, ${WRITTEN})
       SELECT publication, ${WRITTEN} FROM ${staged} WHERE publication = $1 AND NOT is_gone`,
      id,
    );
    await statements.query(`DELETE FROM ${staged} WHERE publication = $1`, id);
    return { added: rowCount - changed, changed, removed };
  }

  /** What the next publication finds. In the same transaction. */
  async finish(statements: Statements, token: string, faces: number): Promise<void> {
    await statements.query(
      `UPDATE ${this.tables.publications} SET token = $2, faces = $3, published_at = now()
       WHERE publication = $1`,
      [this.publicationId, token, faces],
    );
  }

  /** Deletes faces at once, those that wait to be moved as well. */
  async remove(statements: Statements, faceIds: readonly string[]): Promise<void> {
    const { faces, staged } = this.tables;
    for (const table of [faces, staged]) {
      await statements.query(
        `DELETE FROM ${table} WHERE publication = $1 AND face_id = ANY($2::text[])`,
        [this.publicationId, faceIds],
      );
    }
  }

  /**
   * Gives faces to their users as they are called now, those that wait to be moved as well.
   * Returns the encoders of those that are in the table.
   */
  async rename(
    statements: Statements,
    owners: readonly { readonly faceId: string; readonly userId: string }[],
  ): Promise<ReadonlyMap<string, string>> {
    const { faces, staged } = this.tables;
    const values = [
      this.publicationId,
      owners.map(({ faceId }) => faceId),
      owners.map(({ userId }) => userId),
    ];
    const sql = (table: string) =>
      `UPDATE ${table} AS f SET user_id = o.user_id
       FROM unnest($2::text[], $3::text[]) AS o (face_id, user_id)
       WHERE f.publication = $1 AND f.face_id = o.face_id`;
    await statements.query(`${sql(staged)} AND NOT f.is_gone`, values);
    const { rows } = await statements.query<{ faceId: string; encoder: string }>(
      `${sql(faces)} RETURNING f.face_id AS "faceId", f.encoder`,
      values,
    );
    return new Map(rows.map(({ faceId, encoder }) => [faceId, encoder]));
  }

  /** Deletes all that is there of it. */
  async withdraw(statements: Statements): Promise<number> {
    const { faces, staged, publications } = this.tables;
    const id = [this.publicationId];
    await statements.query(`SELECT 1 FROM ${publications} WHERE publication = $1 FOR UPDATE`, id);
    const { rowCount } = await statements.query(`DELETE FROM ${faces} WHERE publication = $1`, id);
    await statements.query(`DELETE FROM ${staged} WHERE publication = $1`, id);
    await statements.query(`DELETE FROM ${publications} WHERE publication = $1`, id);
    return rowCount;
  }
}
