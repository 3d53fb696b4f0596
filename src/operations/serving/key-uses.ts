import { NO_ENCODER } from '../context.js';
import type { Serving } from './serving.js';

/** What was asked with one API key since the last row of the audit about it. */
export interface KeyUse {
  readonly keyId: string;
  /** How often, by operation. */
  readonly counts: Readonly<Record<string, number>>;
}

/** Writes a row of the audit for each key; they concern no single collection. */
export function writeKeyUses(
  service: Pick<Serving, 'write'>,
  uses: readonly KeyUse[],
): Promise<void> {
  const now = new Date().toISOString();
  return service.write((store) => {
    for (const { keyId, counts } of uses) {
      const { audit } = store.collection('', NO_ENCODER, { keyId });
      audit.record('KEY_USED', {}, { counts }, now);
    }
  });
}
