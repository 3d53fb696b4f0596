import { fromBlob } from '../embedding.js';

/** A stored template, with all that its bytes belong to. */
export interface StoredTemplate {
  readonly faceId: string;
  readonly collection: string;
  readonly userId: string;
  readonly encoder: string;
  readonly embedding: Buffer;
}

/** A template's vector, or why its bytes are none. */
export function decodeTemplate({ embedding }: StoredTemplate): Float32Array | string {
  if (embedding.length === 0) return 'it is empty';
  if (embedding.length % 4 !== 0) return `it has ${embedding.length} bytes, not a multiple of 4`;
  const vector = fromBlob(embedding);
  return vector.every(Number.isFinite) ? vector : 'it has values that are no numbers';
}
