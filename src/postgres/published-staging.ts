import type { PublishedFace } from '../domain/publication.js';
import {
  embeddingBytes,
  type PublishedRow,
  rowColumns,
  type Which,
  whereOf,
} from './published-row.js';
import { FACE_COLUMNS, type PublishedTables } from './published-tables.js';
import type { Statements } from './statements.js';

/** A staged row: a face, or that it goes. */
export type StagedRow =
  | (PublishedRow & { readonly isGone: false })
  | {
      readonly faceId: string;
      readonly isGone: true;
    };

const COLUMNS = ['publication', 'is_gone', ...FACE_COLUMNS];
const EMBEDDING = COLUMNS.indexOf('embedding');

/** Columns of a face without its ID. */
const OTHERS = FACE_COLUMNS.filter((name) => name !== 'face_id');

/** What waits to be moved into the table that others read, of one publication. */
export class PublishedStaging {
  readonly #table: string;
  readonly #publicationId: string;

  constructor({ staged }: PublishedTables, publicationId: string) {
    this.#table = staged;
    this.#publicationId = publicationId;
  }

  /** Rows that wait, by face ID. */
  async rows(statements: Statements, which: Which): Promise<readonly StagedRow[]> {
    const where = whereOf(which);
    const { rows } = await statements.query<StagedRow>(
      `SELECT f.is_gone AS "isGone", ${rowColumns('f')} FROM ${this.#table} AS f ${where.sql}`,
      [this.#publicationId, ...where.values],
    );
    return rows;
  }

  /** Faces that are to be in the table as they are here. */
  async add(statements: Statements, faces: readonly PublishedFace[]): Promise<void> {
    if (faces.length === 0) return;
    const values = faces.flatMap((face) => [
      this.#publicationId,
      false,
      face.collection,
      face.userId,
      face.faceId,
      face.encoder,
      face.slot,
      face.quality,
      face.photoDigest,
      embeddingBytes(face.embedding),
      face.createdAt,
      face.updatedAt,
    ]);
    const set = ['is_gone', ...OTHERS].map((name) => `${name} = excluded.${name}`);
    await statements.query(
      `INSERT INTO ${this.#table} (${COLUMNS.join(', ')})
       VALUES ${faces.map((_, row) => tupleOf(row)).join(', ')}
       ON CONFLICT (publication, face_id) DO UPDATE SET ${set.join(', ')}`,
      values,
    );
  }

  /** Faces that are to go from the table. */
  async addGone(statements: Statements, faceIds: readonly string[]): Promise<void> {
    if (faceIds.length === 0) return;
    const nothing = OTHERS.map((name) => `${name} = NULL`);
    await statements.query(
      `INSERT INTO ${this.#table} (publication, face_id, is_gone)
       SELECT $1, face_id, true FROM unnest($2::text[]) AS face_id
       ON CONFLICT (publication, face_id) DO UPDATE SET is_gone = true, ${nothing.join(', ')}`,
      [this.#publicationId, faceIds],
    );
  }

  /** Faces that are in the table as they are here. */
  async remove(statements: Statements, faceIds: readonly string[]): Promise<void> {
    if (faceIds.length === 0) return;
    await statements.query(
      `DELETE FROM ${this.#table} WHERE publication = $1 AND face_id = ANY($2::text[])`,
      [this.#publicationId, faceIds],
    );
  }
}

/** The parameters of a row of a statement that has many. */
function tupleOf(row: number): string {
  const parameters = COLUMNS.map((_, i) => {
    const parameter = `$${row * COLUMNS.length + i + 1}`;
    return i === EMBEDDING ? `${parameter}::real[]` : parameter;
  });
  return `(${parameters.join(', ')})`;
}
