import { stat } from 'node:fs/promises';
import type { Entry, PhotoRef, Source } from '../domain/entry.js';
import { type Failure, fail } from '../domain/failures.js';
import { readJsonObject } from '../domain/json-object.js';
import type { Sample } from '../domain/sample.js';
import { type FileEncoder, MAX_FACES_OF_A_USER, type MovedFace } from '../domain/template-file.js';
import { quoted } from '../domain/text.js';
import { checkUserId } from '../domain/user-id.js';
import { dateFailure } from './csv-values.js';
import { SourceError, unreadable } from './fatal.js';
import { readFaceLine } from './template-face.js';
import { damaged, type SealOpener, templateFileLines } from './template-lines.js';
import { vectorOf } from './template-vector.js';

/** Columns of an error report that identify a face to its owner. */
export const TEMPLATE_HEADINGS = ['user_id', 'face_id', 'file_name'] as const;

interface FaceInLine {
  readonly line: number;
  readonly face: MovedFace;
  readonly embedding: Float32Array;
}

/** A file of templates: one entry per user, with samples in place of photos. */
export class TemplateSource implements Source {
  /** Lines are never skipped. */
  readonly skipped = 0;

  private constructor(
    readonly path: string,
    /** From the first line. */
    readonly encoders: readonly FileEncoder[],
    private readonly openSeal: SealOpener,
    private readonly encoder: FileEncoder,
  ) {}

  /**
   * Opens a file after reading it once completely, to check that it is whole and unaltered.
   *
   * @param encoder the encoder whose templates are wanted
   * @throws {SourceError} when the file is unusable.
   */
  static async open(
    path: string,
    openSeal: SealOpener,
    encoder: FileEncoder,
  ): Promise<TemplateSource> {
    const stats = await stat(path).catch((error) => {
      throw unreadable(path, error);
    });
    // It is read twice, but a pipe can be read only once.
    if (!stats.isFile()) throw new SourceError(`${quoted(path)} is no file`);
    let head: Buffer | undefined;
    for await (const { bytes } of templateFileLines(path, openSeal)) head ??= bytes;
    return new TemplateSource(path, encodersOf(path, head), openSeal, encoder);
  }

  /** @throws {SourceError} when the file has changed since it was opened. */
  async *entries(): AsyncGenerator<Entry> {
    const faceIds = new Set<string>();
    let user: FaceInLine[] = [];
    let isHead = true;
    for await (const { number: line, bytes } of templateFileLines(this.path, this.openSeal)) {
      if (isHead) {
        isHead = false;
        continue;
      }
      const { userId, face, problem = '' } = readFaceLine(bytes);
      const embedding = face && this.#embedding(face, line);
      if (!face || !embedding || 'code' in embedding) {
        const failure = embedding ?? fail('TEMPLATE_INVALID', { line, problem });
        yield failedEntry(line, userId, face, failure as Failure);
        continue;
      }
      if (user[0] && user[0].face.userId !== userId) {
        yield entryOf(user);
        user = [];
      }
      const failure = faceFailure({ line, face, embedding }, user, faceIds);
      faceIds.add(face.faceId);
      if (failure) yield failedEntry(line, userId, face, failure);
      else user.push({ line, face, embedding });
    }
    if (user.length > 0) yield entryOf(user);
  }

  /** The embedding of a face; a failure when it does not fit its encoder. */
  #embedding({ encoder, embedding }: MovedFace, line: number): Float32Array | Failure {
    const dimensions = embedding.length / Float32Array.BYTES_PER_ELEMENT;
    if (encoder !== this.encoder.name || dimensions !== this.encoder.dimensions) {
      const wanted = this.encoder;
      return fail('ENCODER_MISMATCH', { line, encoder, dimensions, wanted });
    }
    const vector = vectorOf(embedding);
    return typeof vector === 'string'
      ? fail('TEMPLATE_INVALID', { line, problem: vector })
      : vector;
  }
}

/** Checks a face against the earlier ones of its user. */
function faceFailure(
  { line, face }: FaceInLine,
  user: readonly FaceInLine[],
  faceIds: ReadonlySet<string>,
): Failure | undefined {
  const invalid = (problem: string): Failure => fail('TEMPLATE_INVALID', { line, problem });
  if (faceIds.has(face.faceId)) return invalid(`the face ID ${face.faceId} comes twice`);
  if (user.some((other) => other.face.slot === face.slot)) {
    return invalid(`the slot ${face.slot} of the user ${quoted(face.userId)} comes twice`);
  }
  if (user.length === MAX_FACES_OF_A_USER) {
    return invalid(`the user has more than ${MAX_FACES_OF_A_USER} faces`);
  }
  // An ID accepted by the exporting database is valid here, however odd.
  return checkUserId(face.userId, true) ?? dateFailure(face.user, line);
}

function entryOf(faces: readonly FaceInLine[]): Entry {
  const [{ line, face }] = faces as [FaceInLine];
  const names = faces.map((each) => each.face);
  return {
    row: line,
    userId: face.userId,
    user: face.user,
    photos: faces.map(photoOf).sort((a, b) => a.slot - b.slot),
    cells: [
      face.userId,
      names.map(({ faceId }) => faceId).join('; '),
      names.map(({ fileName }) => fileName).join('; '),
    ],
  };
}

function photoOf({ line, face, embedding }: FaceInLine): PhotoRef {
  const { faceId, slot, fileName, metadata, createdAt, updatedAt } = face;
  const sample: Sample = {
    digest: face.photoDigest,
    embedding,
    quality: face.quality as number,
    rotated: 0,
    liveness: face.liveness,
  };
  const moved = { line, faceId, metadata, createdAt, updatedAt };
  return { slot, file: fileName, moved, sample: () => sample };
}

function failedEntry(
  line: number,
  userId: string,
  face: MovedFace | undefined,
  failure: Failure,
): Entry {
  const cells = [userId, face?.faceId ?? '', face?.fileName ?? ''];
  return { row: line, userId, photos: [], cells, failure };
}

/** The encoders that the file declares; each face is checked against its own. */
function encodersOf(path: string, head: Buffer | undefined): readonly FileEncoder[] {
  const read = readJsonObject(head?.toString() ?? '');
  const encoders = 'value' in read ? read.value.encoders : undefined;
  const isEncoder = (one: unknown): boolean =>
    typeof (one as FileEncoder | null)?.name === 'string' &&
    Number.isInteger((one as FileEncoder).dimensions);
  if (Array.isArray(encoders) && encoders.every(isEncoder)) return encoders;
  throw damaged(path, 'what it says of its encoders');
}
