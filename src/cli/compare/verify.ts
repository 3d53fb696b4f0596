import { pMapIterable } from 'p-map';
import { EXIT } from '../../domain/exit-codes.js';
import type { MatchThreshold } from '../../domain/identification.js';
import { similarityOf } from '../../domain/similarity.js';
import type { ModelPack } from '../../models/packs.js';
import { type ReadUser, readUser } from '../../operations/compare/enrolled.js';
import { askedThreshold } from '../../operations/compare/threshold-for.js';
import { openExisting } from '../../operations/database/existing-store.js';
import { reachable } from '../../operations/host.js';
import { photoPolicy } from '../../operations/imports/import-options.js';
import {
  isMatch,
  type Verification,
  verificationEvent,
  verificationHead,
  verificationText,
} from '../../render/verification.js';
import { ExtractionPool } from '../../workers/pool.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';

import type { VerifyOptions } from '../options/gallery.js';
import { stdoutStyle } from '../style.js';
import { usePack } from '../use-pack.js';

/** `faceenroll verify`; returns the exit code: 3 when a photo failed or does not match. */
export async function verify(
  wanted: string,
  photos: readonly string[],
  options: VerifyOptions,
  io: Io,
): Promise<number> {
  const pack = usePack(options.models, io);
  const policy = photoPolicy(options, pack.models.liveness !== undefined);
  const { userId, embeddings, threshold } = readEnrolled(wanted, pack, options, io);
  if (!options.json) {
    const head = verificationHead(threshold, { userId, templates: embeddings.length });
    io.stdout.write(`${head}\n`);
  }
  const pool = new ExtractionPool(pack.models, {
    threads: options.workers,
    processes: io.processes,
  });
  const compare = async (file: string): Promise<Verification> => {
    const job = { path: reachable(io, file), knownDigests: [], profileImage: false, policy };
    const extraction = await pool.extract(job);
    if (extraction.kind === 'failed') return { file, userId, failure: extraction.failure };
    if (extraction.kind === 'known') throw new Error('no digest was told');
    const { embedding } = extraction.sample;
    const similarity = Math.max(...embeddings.map((own) => similarityOf(own, embedding)));
    return { file, userId, similarity };
  };
  let code: number = EXIT.done;
  try {
    // In the order in which they were named, however long each takes.
    for await (const found of pMapIterable(photos, compare, { concurrency: pool.capacity })) {
      show(found, threshold, options, io);
      if (!isMatch(found, threshold)) code = EXIT.someFailed;
    }
  } finally {
    await pool.close();
  }
  return code;
}

/** All that the database has to say, read at once. */
function readEnrolled(wanted: string, pack: ModelPack, options: VerifyOptions, io: Io): ReadUser {
  const database = openExisting(options.db, 'read', hostOf(io), options);
  try {
    const store = database.collection(options.collection, pack.encoder);
    const asked = askedThreshold(options.similarity, options.fmr);
    return readUser(wanted, store, pack, { ...options, asked });
  } finally {
    database.close();
  }
}

function show(
  found: Verification,
  threshold: MatchThreshold,
  { json }: VerifyOptions,
  io: Io,
): void {
  const text = json
    ? verificationEvent(found, threshold)
    : verificationText(found, threshold, stdoutStyle(io));
  io.stdout.write(`${text}\n`);
}
