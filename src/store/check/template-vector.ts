import { fromBlob } from '../embedding.js';
import { templatePlace } from '../secrets/place.js';
import type { Vault } from '../secrets/vault.js';

/** A stored template with the IDs that its bytes are bound to. */
export interface StoredTemplate {
  readonly faceId: string;
  readonly collection: string;
  readonly userId: string;
  readonly encoder: string;
  readonly embedding: Buffer;
}

/** A template's vector, or the reason why its bytes are not one. */
export function decodeTemplate(template: StoredTemplate, vault: Vault): Float32Array | string {
  const embedding = vault.tryOpen(templatePlace(template), template.embedding);
  if (!embedding) return 'it does not open: it was altered or moved, or its data key is gone';
  if (embedding.length === 0) return 'it is empty';
  if (embedding.length % 4 !== 0) return `it has ${embedding.length} bytes, not a multiple of 4`;
  const vector = fromBlob(embedding);
  return vector.every(Number.isFinite) ? vector : 'it has values that are not numbers';
}
