import { pMapIterable } from 'p-map';
import { EXIT } from '../../domain/exit-codes.js';
import { UsageError } from '../../domain/fatal-error.js';
import type { MatchThreshold } from '../../domain/identification.js';
import type { Extraction } from '../../domain/sample.js';
import { autoEnroll } from '../../enroll/apply-auto-enroll.js';
import type { EnrolledGallery } from '../../enroll/gallery.js';
import { UserSearch } from '../../enroll/user-search.js';
import { loadGallery } from '../../operations/compare/enrolled.js';
import { askedThreshold, thresholdFor } from '../../operations/compare/threshold-for.js';
import { openExisting } from '../../operations/database/existing-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import { reachable } from '../../operations/host.js';
import { photoPolicy } from '../../operations/imports/import-options.js';
import {
  type Identification,
  identificationEvent,
  identificationHead,
  identificationText,
} from '../../render/identification.js';
import { wrapped } from '../../render/wrapped.js';
import type { CollectionStore } from '../../store/store.js';
import { ExtractionPool } from '../../workers/pool.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';

import type { IdentifyOptions } from '../options/gallery.js';
import { stdoutStyle } from '../style.js';
import { usePack } from '../use-pack.js';
import { sureSimilarity } from './sure-similarity.js';

/** `faceenroll identify`; returns the exit code: 3 when a photo failed or matches nobody. */
export async function identify(
  photos: readonly string[],
  options: IdentifyOptions,
  io: Io,
): Promise<number> {
  checkSureRate(options);
  const pack = usePack(options.models, io);
  const policy = photoPolicy(options, pack.models.liveness !== undefined);
  const thumbnail = Boolean(options.autoEnroll) && options.storeThumbnails === 'aligned';
  const purpose = options.autoEnroll ? 'write' : 'read';
  const database = await whenFree(
    () => openExisting(options.db, purpose, hostOf(io), options),
    options,
    hostOf(io),
  );
  try {
    const { reference } = options;
    const store = database.collection(options.collection, pack.encoder, { reference });
    const gallery = loadGallery(store, pack, options, (advice) =>
      io.stderr.write(`${wrapped(advice).join('\n')}\n`),
    );
    const asked = askedThreshold(options.similarity, options.fpir);
    const threshold = thresholdFor(asked, pack, store, gallery.size);
    const sure = options.autoEnroll
      ? sureSimilarity(options, threshold, pack, store, gallery.size)
      : undefined;
    if (!options.json) io.stdout.write(`${headOf(gallery, threshold)}\n`);

    const pool = new ExtractionPool(pack.models, {
      threads: options.workers,
      processes: io.processes,
    });
    const look = async (file: string): Promise<Seen> => {
      const job = {
        path: reachable(io, file),
        knownDigests: [],
        profileImage: false,
        thumbnail,
        policy,
      };
      return { file, extraction: await pool.extract(job) };
    };
    const context = { search: new UserSearch(gallery), threshold, sure, store, top: options.top };
    let code: number = EXIT.done;
    try {
      // In the order in which they were named, however long each takes.
      for await (const seen of pMapIterable(photos, look, { concurrency: pool.capacity })) {
        const found = await identifyOne(seen, context);
        show(found, threshold, options, io);
        if (found.matches.length === 0) code = EXIT.someFailed;
      }
    } finally {
      await pool.close();
      await gallery.release();
    }
    return code;
  } finally {
    database.close();
  }
}

/** @throws {UsageError} when options of --auto-enroll are named without it, or contradict others. */
function checkSureRate({ fpir, autoEnroll, autoEnrollFpir, reference }: IdentifyOptions): void {
  if (!autoEnroll) {
    if (reference !== undefined) {
      throw new UsageError('--reference is nothing without --auto-enroll: nothing is written');
    }
    if (autoEnrollFpir === undefined) return;
    throw new UsageError('--auto-enroll-fpir is nothing without --auto-enroll');
  }
  if (autoEnrollFpir === undefined || autoEnrollFpir <= fpir) return;
  throw new UsageError(
    `--auto-enroll-fpir ${autoEnrollFpir} is above --fpir ${fpir}: it must be stricter`,
  );
}

interface Seen {
  readonly file: string;
  readonly extraction: Extraction;
}

interface SearchContext {
  readonly search: UserSearch;
  readonly threshold: MatchThreshold;
  /** The similarity from which on a match is enrolled, when that was asked for. */
  readonly sure: number | undefined;
  readonly store: CollectionStore;
  readonly top: number;
}

async function identifyOne(
  { file, extraction }: Seen,
  { search, threshold, sure, store, top }: SearchContext,
): Promise<Identification> {
  if (extraction.kind === 'failed') return { file, matches: [], failure: extraction.failure };
  if (extraction.kind === 'known') throw new Error('no digest was told');
  const { sample } = extraction;
  // Two at least: whether there is a second one tells whether the first is beyond doubt.
  const most = { top: Math.max(top, 2), least: threshold.similarity };
  const found = await search.search(sample.embedding, most);
  const matches = found.slice(0, top);
  const [first, ...others] = found;
  if (!first || sure === undefined) return { file, matches };
  const done = autoEnroll({ file, sample }, [first, ...others], sure, store);
  // The photos after this one are compared with what is enrolled then, as in a call of their own.
  if (done.outcome === 'enrolled') search.add(done, sample.embedding, done.replaces);
  return { file, matches, autoEnroll: done };
}

function headOf(gallery: EnrolledGallery, threshold: MatchThreshold): string {
  const users = new Set(gallery.faces.map(({ userId }) => userId)).size;
  return identificationHead(threshold, { templates: gallery.size, users });
}

function show(
  found: Identification,
  threshold: MatchThreshold,
  { json }: IdentifyOptions,
  io: Io,
): void {
  const text = json
    ? identificationEvent(found, threshold)
    : identificationText(found, threshold, stdoutStyle(io));
  io.stdout.write(`${text}\n`);
}
