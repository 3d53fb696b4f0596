import type { FastifyRequest } from 'fastify';
import { MAX_FIELD_BYTES } from './limits.js';
import { Problem } from './problem.js';

const NONE = Buffer.alloc(0);

/** A file of a form. */
export interface Upload {
  readonly field: string;
  /** As the client called it: a label, and never a path. */
  readonly name: string;
  readonly bytes: Buffer;
  /** It was above the limit, and `bytes` are none. */
  readonly isTooLarge?: boolean;
}

/** A form of multipart/form-data, in memory. */
export interface Form {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly Upload[];
}

/** Of a request that brings none. */
export const NO_FORM: Form = { fields: new Map(), files: [] };

/** What a form may bring. */
export interface FormLimits {
  readonly fileBytes: number;
  readonly files: number;
  readonly fields: number;
  /** Of all files together. */
  readonly bytes: number;
  /** Of all fields together; without it, each may have its most. */
  readonly fieldBytes?: number;
  /** Whether a file above the limit costs itself and not the form. */
  readonly eachByItself?: boolean;
}

/** Gives back memory that was taken: a part of it, or all that is left. */
export type GiveBack = (bytes?: number) => void;

/**
 * Memory for bodies: requests that would take more than is left are refused before they are read,
 * and others go on.
 */
export class UploadMemory {
  #taken = 0;

  constructor(readonly atMost: number) {}

  get taken(): number {
    return this.#taken;
  }

  /**
   * Takes what a request will bring.
   *
   * @throws {Problem} when there is not as much.
   */
  take(bytes: number): GiveBack {
    if (this.#taken + bytes > this.atMost) {
      throw new Problem('BUSY', 'too many photos arrive at the same time', { retryAfter: 2 });
    }
    this.#taken += bytes;
    let left = bytes;
    return (part = left) => {
      const given = Math.min(part, left);
      left -= given;
      this.#taken -= given;
    };
  }
}

/**
 * Bytes that a form will take: what it says, or as much as it may.
 *
 * @throws {Problem} when it says that it is too large.
 */
export function expectedBytes(
  { headers }: Pick<FastifyRequest, 'headers'>,
  limits: FormLimits,
): number {
  const said = Number(headers['content-length'] ?? Number.NaN);
  const most = bodyBytesOf(limits);
  if (said > most) throw tooLarge('the form', most);
  return Number.isFinite(said) ? said : most;
}

/** What the Content-Length of a form may be. */
export function bodyBytesOf(limits: FormLimits): number {
  const { bytes, files, fields, fileBytes } = limits;
  // Boundaries, and headers of parts.
  const around = 1_000 * (files + fields) + mostOfFields(limits);
  return Math.min(bytes, fileBytes * files) + around;
}

/** Bytes of a form as it lies in memory. */
export function bytesOf({ files, fields }: Form): number {
  const texts = [...fields.values()].flat();
  return [...files.map(({ bytes }) => bytes), ...texts].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}

/**
 * Reads a form into memory. What is above a limit is refused as soon as that is known.
 *
 * @throws {Problem} when it is no form, or too large.
 */
export async function readForm(request: FastifyRequest, limits: FormLimits): Promise<Form> {
  if (!request.isMultipart()) {
    throw new Problem('UNSUPPORTED_MEDIA_TYPE', 'the body must be multipart/form-data');
  }
  const fields = new Map<string, string[]>();
  const files: Upload[] = [];
  let bytes = 0;
  let fieldBytes = 0;
  const parts = request.parts({
    // The plugin takes it here as well, and its types do not say so.
    ...({ throwFileSizeLimit: !limits.eachByItself } as object),
    limits: {
      ...{ fileSize: limits.fileBytes, files: limits.files, fields: limits.fields },
      ...{ parts: limits.files + limits.fields, fieldSize: MAX_FIELD_BYTES, headerPairs: 20 },
      fieldNameSize: 100,
    },
  });
  for await (const part of parts) {
    if (part.type === 'file') {
      const read = await part.toBuffer();
      bytes += read.length;
      if (bytes > limits.bytes) throw tooLarge(`the photos together`, limits.bytes);
      const file = { field: part.fieldname, name: labelOf(part.filename) };
      const { truncated } = part.file;
      files.push(truncated ? { ...file, bytes: NONE, isTooLarge: true } : { ...file, bytes: read });
    } else {
      if (part.valueTruncated || part.fieldnameTruncated) {
        throw tooLarge(`the field ${part.fieldname}`, MAX_FIELD_BYTES);
      }
      const value = textOf(part.value);
      fieldBytes += value.length;
      if (fieldBytes > mostOfFields(limits)) throw tooLarge('the fields', mostOfFields(limits));
      const values = fields.get(part.fieldname);
      if (values) values.push(value);
      else fields.set(part.fieldname, [value]);
    }
  }
  return { fields, files };
}

function mostOfFields({ fields, fieldBytes = MAX_FIELD_BYTES * fields }: FormLimits): number {
  return fieldBytes;
}

/** A part with the type application/json comes parsed. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function tooLarge(what: string, bytes: number): Problem {
  return new Problem('TOO_LARGE', `${what} must not exceed ${bytes / 1e6} MB`);
}

/** Whatever a browser or an attacker calls a file: its last part, without what cannot be shown. */
function labelOf(name: string | undefined): string {
  const last = (name ?? '').split(/[\\/]/).at(-1) ?? '';
  const shown = last.replace(/\p{Cc}/gu, '').slice(0, 200);
  return shown === '' ? 'photo' : shown;
}
