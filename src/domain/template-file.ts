import type { UserData } from './entry.js';
import type { FaceRecord } from './gallery.js';

/** The format named in the first line of a template file. */
export const TEMPLATE_FORMAT = 'faceenroll-templates';

/** Increase it whenever readers of the previous version could not read it, or would misread it. */
export const TEMPLATE_VERSION = 1;

export const FILE_ENCRYPTION = 'aes-256-gcm';

/**
 * One line, in bytes. The columns of a user may have as many characters as a row of a CSV,
 * 1,000,000, each up to 6 bytes in JSON, and sealing makes four bytes of three by base64.
 */
export const MAX_LINE_BYTES = 8_000_000;

/**
 * Faces of one user: about as many as imports have slots. The photos of one user are compared each
 * with each, which would take hours for more.
 */
export const MAX_FACES_OF_A_USER = 1000;

export interface FileEncoder {
  readonly name: string;
  /** Length of its embeddings. */
  readonly dimensions: number;
}

/** What the file says about itself at its beginning. */
export interface TemplateHeader {
  readonly collection: string;
  /** UTC, ISO 8601. */
  readonly createdAt: string;
  readonly encoders: readonly FileEncoder[];
}

/** A template on its way between databases. */
export interface MovedFace extends Omit<FaceRecord, 'collection' | 'thumbnail'> {
  /** float32, little-endian. */
  readonly embedding: Uint8Array;
  /** What the database knows of the face's user. */
  readonly user: UserData;
}

/** Seals or opens the lines of a file; line numbers begin at 1. */
export interface LineSeal {
  /** The first line of the file. */
  readonly head: string;
  readonly seal: (plain: Uint8Array, line: number) => Buffer;
  /** Undefined if the line was altered, or belongs elsewhere. */
  readonly open: (sealed: Buffer, line: number) => Buffer | undefined;
}
