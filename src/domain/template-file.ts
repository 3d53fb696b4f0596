import type { UserData } from './entry.js';
import type { FaceRecord } from './gallery.js';

/** What the first line of a template file says it is. */
export const TEMPLATE_FORMAT = 'faceenroll-templates';

/** Changes whenever a reader of the version before could not read it, or would read it wrongly. */
export const TEMPLATE_VERSION = 1;

/** What the first line of an encrypted file says of how it is encrypted. */
export const FILE_ENCRYPTION = 'aes-256-gcm';

/**
 * One line, in bytes. The columns of a user may have as many characters as a row of a CSV,
 * 1,000,000, each up to 6 bytes in JSON, and base64 makes four bytes of three when it is sealed.
 */
export const MAX_LINE_BYTES = 8_000_000;

/**
 * Faces of one user: as many slots as imports have. The photos of one user are compared each
 * with each, which more of them would make a matter of hours.
 */
export const MAX_FACES_OF_A_USER = 1000;

/** An encoder that made templates of a file. */
export interface FileEncoder {
  readonly name: string;
  /** Length of its embeddings. */
  readonly dimensions: number;
}

/** What the file says of itself at its beginning. */
export interface TemplateHeader {
  readonly collection: string;
  /** When it was written; UTC, ISO 8601. */
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

/** Seals the lines of a file, or opens them; line numbers begin at 1. */
export interface LineSeal {
  /** The line that the file begins with. */
  readonly head: string;
  readonly seal: (plain: Uint8Array, line: number) => Buffer;
  /** Undefined where the line was altered, or belongs elsewhere. */
  readonly open: (sealed: Buffer, line: number) => Buffer | undefined;
}
