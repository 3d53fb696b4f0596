import type { Turn } from '../domain/inspection.js';
import type { Sample } from '../domain/sample.js';
import type { Measured, Seen } from '../domain/seen.js';
import type { Connection } from './database.js';
import { fromBlob, toBlob } from './embedding.js';
import { samplePlace } from './secrets/place.js';
import { OPEN_VAULT } from './secrets/vault.js';
import { landmarksBlob, landmarksOf } from './thumbnails.js';

/** A photo file when its sample was made: the same path, size and time mean the same photo. */
export interface PhotoFile {
  readonly path: string;
  readonly size: number;
  /** Time of the last change, milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** What is known of a sample without opening it. */
export interface KeptSample {
  readonly number: number;
  readonly digest: string;
  readonly hasProfileImage: boolean;
}

interface SampleRow {
  readonly collection: string;
  readonly extractor: string;
  readonly path: string;
  readonly digest: string;
  readonly embedding: Buffer;
  readonly quality: number;
  readonly rotated: Turn;
  readonly liveness: number | null;
  readonly profileImage: Buffer | null;
  readonly thumbnail: Buffer | null;
  readonly landmarks: Buffer | null;
  readonly lacks: string | null;
  readonly measures: string | null;
}

/** What the journal of runs keeps of a photo that was opened. */
export function seenOf({ size, modifiedMs }: Omit<PhotoFile, 'path'>, measures?: Measured): Seen {
  const isFile = modifiedMs !== 0;
  return { ...(measures && { measures }), ...(isFile && { photo: { size, modifiedMs } }) };
}

interface SeenRow extends Pick<PhotoFile, 'size' | 'modifiedMs'> {
  readonly measures: string | null;
}

/**
 * Deletes the samples of a collection (the first parameter) but those that runs at work (their IDs,
 * as JSON) have in hand: a number that one of them knows must not become that of another face.
 */
export const CLEAR_SAMPLES = `
  DELETE FROM samples WHERE collection = ? AND sample NOT IN (
    SELECT sample FROM run_items
    WHERE run_id IN (SELECT value FROM json_each(?)) AND sample IS NOT NULL)`;

/**
 * Samples that were extracted and wait for the decision. They survive a killed run, so
 * that the next one goes on from them, and are deleted when a run has ended.
 */
export class Samples {
  readonly #put;
  readonly #at;
  readonly #isOthers;
  readonly #find;
  readonly #get;
  readonly #kept;
  readonly #seen;
  readonly #clear;
  readonly #any;

  /** @param extractor everything that shapes a sample: encoder, pipeline version, policy, extras */
  constructor(
    db: Connection,
    readonly collection: string,
    readonly extractor: string,
    private readonly vault = OPEN_VAULT,
    private readonly runId = '',
  ) {
    this.#at = db.prepare<[string, string, string], { number: number; digest: string }>(
      `SELECT sample AS number, photo_digest AS digest FROM samples
       WHERE collection = ? AND extractor = ? AND path = ?`,
    );
    this.#isOthers = db
      .prepare<[number, string], number>(
        'SELECT EXISTS (SELECT 1 FROM run_items WHERE sample = ? AND run_id <> ?)',
      )
      .pluck();
    this.#put = db
      .prepare<Record<string, unknown>, number>(
        `INSERT INTO samples
           (collection, extractor, path, size, modified_ms, photo_digest, embedding, quality, rotated, liveness, profile_image,
            thumbnail, thumbnail_landmarks, measures, lacks)
         VALUES (@collection, @extractor, @path, @size, @modifiedMs, @digest, @embedding, @quality, @rotated, @liveness, @profileImage,
            @thumbnail, @landmarks, @measures, @lacks)
         ON CONFLICT (collection, extractor, path) DO UPDATE
         SET size = @size, modified_ms = @modifiedMs, photo_digest = @digest, embedding = @embedding,
             quality = @quality, rotated = @rotated, liveness = @liveness, profile_image = @profileImage,
             thumbnail = @thumbnail, thumbnail_landmarks = @landmarks, measures = @measures, lacks = @lacks
         RETURNING sample`,
      )
      .pluck();
    this.#find = db
      .prepare<Record<string, unknown>, number>(
        `SELECT sample FROM samples
         WHERE collection = @collection AND extractor = @extractor AND path = @path
           AND size = @size AND modified_ms = @modifiedMs`,
      )
      .pluck();
    this.#get = db.prepare<[number], SampleRow>(
      `SELECT collection, extractor, path, photo_digest AS digest, embedding, quality, rotated, liveness, profile_image AS profileImage,
              thumbnail, thumbnail_landmarks AS landmarks, measures, lacks
       FROM samples WHERE sample = ?`,
    );
    this.#kept = db.prepare<
      [string],
      Omit<KeptSample, 'hasProfileImage'> & { hasProfileImage: 0 | 1 }
    >(
      `SELECT sample AS number, photo_digest AS digest, profile_image IS NOT NULL AS hasProfileImage
       FROM json_each(?) AS asked CROSS JOIN samples WHERE sample = asked.value`,
    );
    this.#seen = db.prepare<[number], SeenRow>(
      'SELECT measures, size, modified_ms AS modifiedMs FROM samples WHERE sample = ?',
    );
    this.#clear = db.prepare<[string, string]>(CLEAR_SAMPLES);
    this.#any = db
      .prepare<[string, string], number>(
        'SELECT EXISTS (SELECT 1 FROM samples WHERE collection = ? AND extractor = ?)',
      )
      .pluck();
  }

  /** Stores a sample and returns its number; rows that name the same photo share it. */
  keep(file: PhotoFile, sample: Sample): number {
    const { collection, extractor, vault } = this;
    const path = this.#pathFor(file, sample);
    const own = { collection, extractor, path };
    const { profileImage, thumbnail } = sample;
    const sealed = (column: Parameters<typeof samplePlace>[0], plain: Uint8Array | undefined) =>
      plain ? vault.seal(samplePlace(column, own), plain) : null;
    return this.#put.get({
      ...{ ...file, ...own },
      digest: sample.digest,
      embedding: sealed('embedding', toBlob(sample.embedding)),
      quality: sample.quality,
      rotated: sample.rotated,
      liveness: sample.liveness,
      profileImage: sealed('profile_image', profileImage),
      thumbnail: sealed('thumbnail', thumbnail?.jpeg),
      landmarks: sealed('thumbnail_landmarks', thumbnail && landmarksBlob(thumbnail.landmarks)),
      lacks: sample.lacks ? JSON.stringify(sample.lacks) : null,
      measures: sample.measures ? JSON.stringify(sample.measures) : null,
    }) as number;
  }

  /**
   * Where a sample is kept: by the path of its photo. Where that has become another photo since
   * another run has extracted it, the other run keeps what it has in hand.
   */
  #pathFor({ path }: PhotoFile, { digest }: Sample): string {
    const there = this.#at.get(this.collection, this.extractor, path);
    const isTaken =
      there !== undefined &&
      there.digest !== digest &&
      this.#isOthers.get(there.number, this.runId) === 1;
    return isTaken ? `${this.runId} ${path}` : path;
  }

  /** The number of the sample that a killed run made of this file, if it has not changed. */
  find(file: PhotoFile): number | undefined {
    return this.#find.get({ collection: this.collection, extractor: this.extractor, ...file });
  }

  /** Whether a killed run left any. */
  any(): boolean {
    return this.#any.get(this.collection, this.extractor) === 1;
  }

  /** What is known of these samples without opening them, by number. */
  kept(numbers: readonly number[]): ReadonlyMap<number, KeptSample> {
    const rows = this.#kept.all(JSON.stringify([...new Set(numbers)]));
    const kept = new Map(
      rows.map((row) => [row.number, { ...row, hasProfileImage: row.hasProfileImage === 1 }]),
    );
    const gone = numbers.find((number) => !kept.has(number));
    if (gone !== undefined) throw new Error(`sample ${gone} is gone`);
    return kept;
  }

  /** The embedding of a sample, of length 1, without its images. */
  embedding(number: number): Float32Array {
    const row = this.#row(number);
    return fromBlob(this.vault.open(samplePlace('embedding', row), row.embedding));
  }

  /** What the journal of runs keeps of the photo. */
  seen(number: number): Seen {
    const row = this.#seen.get(number);
    if (!row) throw new Error(`sample ${number} is gone`);
    const measures = row.measures === null ? undefined : JSON.parse(row.measures);
    return seenOf(row, measures);
  }

  get(number: number): Sample {
    const row = this.#row(number);
    const { digest, quality, rotated, liveness, profileImage, thumbnail, landmarks } = row;
    const opened = (column: Parameters<typeof samplePlace>[0], stored: Buffer): Buffer =>
      this.vault.open(samplePlace(column, row), stored);
    const embedding = fromBlob(opened('embedding', row.embedding));
    return {
      ...{ digest, quality, rotated, liveness, embedding },
      ...(row.lacks !== null && { lacks: JSON.parse(row.lacks) as Sample['lacks'] & {} }),
      ...(row.measures && { measures: JSON.parse(row.measures) as Measured }),
      ...(profileImage && { profileImage: opened('profile_image', profileImage) }),
      ...(thumbnail &&
        landmarks && {
          thumbnail: {
            jpeg: opened('thumbnail', thumbnail),
            landmarks: landmarksOf(opened('thumbnail_landmarks', landmarks)),
          },
        }),
    };
  }

  /** Deletes the collection's samples, except those that runs of `living` use. */
  clear(living: Iterable<string>): void {
    this.#clear.run(this.collection, JSON.stringify([...living]));
  }

  #row(number: number): SampleRow {
    const row = this.#get.get(number);
    if (!row) throw new Error(`sample ${number} is gone`);
    return row;
  }
}
