/**
 * What extraction gives for photos on the processor that this process sees, as lines of JSON:
 * node processor-samples.js <pack> <photo> ...
 */

import { extract } from '../../dist/face/extract.js';
import { openFaceModels, releaseFaceModels } from '../../dist/face/models.js';
import { findPack } from '../../dist/models/packs.js';

/** As an import asks unless told otherwise; an emulated processor may take minutes. */
const POLICY = {
  multipleFaces: 'dominant',
  quality: { level: 'standard' },
  timeoutMs: 3_600_000,
};

const [pack, ...photos] = process.argv.slice(2);
const models = await openFaceModels(findPack(pack).models);
for (const path of photos) {
  const job = { path, knownDigests: [], profileImage: false, policy: POLICY };
  const extraction = await extract(job, models);
  const { embedding, quality, liveness } = extraction.sample ?? {};
  console.log(
    JSON.stringify({
      path,
      outcome: extraction.failure?.code ?? extraction.kind,
      ...(embedding && { embedding: [...embedding], quality, liveness }),
    }),
  );
}
await releaseFaceModels(models);
