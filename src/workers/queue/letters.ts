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

/** What a worker says. */
export type Reply = { readonly extractor: ExtractorFacts } & (
  | { readonly kind: 'done'; readonly answer: Extraction | Encoding }
  /** The worker does not see the photo's file, or sees another one. */
  | { readonly kind: 'unseen'; readonly why: string; readonly host: string }
);

/**
 * Orders and replies are sealed with the key of their run, and open only in their place: an answer
 * cannot be moved to another photo. The bytes inside are V8's serialization, as between the command
 * and its worker process: it keeps typed arrays, and reads what earlier versions wrote.
 */
export function sealOrder(key: Uint8Array, photo: string, order: Order): Buffer {
  return seal(key, serialize(order), `order ${photo}`);
}

/** Undefined if it was sealed with another key, for another photo, or altered. */
export function openOrder(key: Uint8Array, photo: string, sealed: Buffer): Order | undefined {
  return opened(unseal(key, sealed, `order ${photo}`));
}

export function sealReply(key: Uint8Array, photo: string, reply: Reply): Buffer {
  return seal(key, serialize(reply), `reply ${photo}`);
}

/** Undefined as above. */
export function openReply(key: Uint8Array, photo: string, sealed: Buffer): Reply | undefined {
  return opened(unseal(key, sealed, `reply ${photo}`));
}

function opened<T>(plain: Buffer | undefined): T | undefined {
  return plain === undefined ? undefined : (deserialize(plain) as T);
}
