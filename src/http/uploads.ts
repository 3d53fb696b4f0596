import type { FastifyRequest } from 'fastify';
import { MAX_FIELD_BYTES } from './limits.js';
import { Problem } from './problem.js';

/** A file of a form. */
export interface Upload {
  readonly field: string;
  /** As the client called it: a label, and never a path. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** A form of multipart/form-data, in memory. */
export interface Form {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly files: readonly Upload[];
}

/** What a form may bring. */
export interface FormLimits {
  readonly fileBytes: number;
  readonly files: number;
  readonly fields: number;
  /** Of all files together. */
  readonly bytes: number;
}

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
   * Takes what a request will bring; returns what gives it back.
   *
   * @throws {Problem} when there is not as much.
   */
  take(bytes: number): () => void {
    if (this.#taken + bytes > this.atMost) {
      throw new Problem('BUSY', 'too many photos arrive at the same time', { retryAfter: 2 });
    }
    this.#taken += bytes;
    let isGiven = false;
    return () => {
      if (!isGiven) this.#taken -= bytes;
      isGiven = true;
    };
  }
}

/**
 * Reads a form into memory. What is above a limit is refused as soon as that is known: by the
 * Content-Length, else while it arrives.
 *
 * @throws {Problem} when it is no form, or too large.
 */
export async function readForm(request: FastifyRequest, limits: FormLimits): Promise<Form> {
  if (!request.isMultipart()) {
    throw new Problem('UNSUPPORTED_MEDIA_TYPE', 'the body must be multipart/form-data');
  }
  refuseLength(request, limits);
  const fields = new Map<string, string[]>();
  const files: Upload[] = [];
  let bytes = 0;
  const parts = request.parts({
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
      files.push({ field: part.fieldname, name: labelOf(part.filename), bytes: read });
    } else {
      if (part.valueTruncated || part.fieldnameTruncated) {
        throw tooLarge(`the field ${part.fieldname}`, MAX_FIELD_BYTES);
      }
      const values = fields.get(part.fieldname) ?? [];
      fields.set(part.fieldname, [...values, String(part.value)]);
    }
  }
  return { fields, files };
}

/** What the Content-Length of a form may be. */
export function bodyBytesOf({ bytes, files, fields, fileBytes }: FormLimits): number {
  // Boundaries, and headers of parts.
  const around = 1_000 * (files + fields) + MAX_FIELD_BYTES * fields;
  return Math.min(bytes, fileBytes * files) + around;
}

function refuseLength({ headers }: FastifyRequest, limits: FormLimits): void {
  const length = Number(headers['content-length'] ?? 0);
  const most = bodyBytesOf(limits);
  if (length > most) throw tooLarge('the form', most);
}

function tooLarge(what: string, bytes: number): Problem {
  return new Problem('TOO_LARGE', `${what} may have ${bytes / 1e6} MB at most`);
}

/** Whatever a browser or an attacker calls a file: its last part, without what cannot be shown. */
function labelOf(name: string | undefined): string {
  const last = (name ?? '').split(/[\\/]/).at(-1) ?? '';
  const shown = last.replace(/\p{Cc}/gu, '').slice(0, 200);
  return shown === '' ? 'photo' : shown;
}
