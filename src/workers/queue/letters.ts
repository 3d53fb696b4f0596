import { deserialize, serialize } from 'node:v8';
import type { Encoding, EncodingJob } from '../../domain/encoding.js';
import type { ExtractorFacts } from '../../domain/extractor.js';
import type { Extraction, ExtractionJob } from '../../domain/sample.js';
import { seal, unseal } from '../../system/seal.js';

/** Where a worker finds a photo that is not sent along. */
export interface SharedFile {
  /** Path below the folder that all machines see. */
  readonly path: string;
  /** SHA-256 of its bytes, hexadecimal. */
  readonly digest: string;
}

/** What is asked of a worker. */
export type Order =
  | { readonly kind: 'extract'; readonly job: ExtractionJob; readonly file?: SharedFile }
  | { readonly kind: 'encode'; readonly job: EncodingJob };

/** What came of an order. */
export type Result =
  | { readonly kind: 'done'; readonly answer: Extraction | Encoding }
  /** The worker does not see the photo's file, or sees another one. */
  | { readonly kind: 'unseen'; readonly why: string; readonly host: string }
  /** The order does not open: it was altered in PostgreSQL. */
  | { readonly kind: 'unopened' };

/** What a worker says: a result, and what it was made with. */
export type Reply = Result & { readonly extractor: ExtractorFacts };

/** Where an order and its reply belong. */
export interface LetterPlace {
  /** ID on the queue. */
  readonly photo: string;
  /** What is to be done with which photo. */
  readonly mark: Uint8Array;
}

/**
 * Orders and replies are sealed with the key of their run, and open only in their place: an answer
 * cannot be moved to another photo, nor can a killed import's be given out for another one's. The
 * bytes inside are V8's serialization, as between the command and its worker process: it keeps typed
 * arrays, and other versions of Node.js read it.
 */
export function sealOrder(key: Uint8Array, place: LetterPlace, order: Order): Buffer {
  return seal(key, serialize(order), nameOf('order', place));
}

/** Undefined if it was sealed with another key, for another photo, or altered. */
export function openOrder(key: Uint8Array, place: LetterPlace, sealed: Buffer): Order | undefined {
  return opened(unseal(key, sealed, nameOf('order', place)));
}

export function sealReply(key: Uint8Array, place: LetterPlace, reply: Reply): Buffer {
  return seal(key, serialize(reply), nameOf('reply', place));
}

/** Undefined if it was sealed with another key, for another photo, or altered. */
export function openReply(key: Uint8Array, place: LetterPlace, sealed: Buffer): Reply | undefined {
  return opened(unseal(key, sealed, nameOf('reply', place)));
}

function nameOf(kind: 'order' | 'reply', { photo, mark }: LetterPlace): string {
  return `${kind} ${photo} ${Buffer.from(mark).toString('hex')}`;
}

function opened<T>(plain: Buffer | undefined): T | undefined {
  return plain === undefined ? undefined : (deserialize(plain) as T);
}
