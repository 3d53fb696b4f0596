import { pMapIterable } from 'p-map';
import { UsageError } from '../domain/fatal-error.js';
import type { MatchThreshold } from '../domain/identification.js';
import type { Extraction } from '../domain/sample.js';
import { autoEnroll } from '../enroll/apply-auto-enroll.js';
import type { EnrolledGallery } from '../enroll/gallery.js';
import { UserSearch } from '../enroll/user-search.js';
import { loadGallery } from '../library/enrolled.js';
import { photoPolicy } from '../library/import-options.js';
import { askedThreshold, thresholdFor } from '../library/threshold-for.js';
import type { ModelPack } from '../models/packs.js';
import {
  type Identification,
  identificationEvent,
  identificationHead,
  identificationText,
} from '../report/identification.js';
import { wrapped } from '../report/wrapped.js';
import type { CollectionStore } from '../store/store.js';
import { ExtractionPool } from '../workers/pool.js';
import { openExisting } from './existing-store.js';
import { EXIT } from './exit-codes.js';
import type { IdentifyOptions } from './gallery-options.js';
import { stdoutStyle } from './style.js';
import { usePack } from './use-pack.js';
import { whenFree } from './wait.js';

/** `faceenroll identify`; returns the exit code: 3 when a photo failed or matches nobody. */
export async function identify(
  photos: readonly string[],
  options: IdentifyOptions,
): Promise<number> {
  const sureFpir = sureRate(options);
  const pack = usePack(options.models);
  const policy = photoPolicy(options, pack.models.liveness !== undefined);
  const thumbnail = sureFpir !== undefined && options.storeThumbnails === 'aligned';
  const purpose = sureFpir === undefined ? 'read' : 'write';
  const database = await whenFree(() => openExisting(options.db, purpose, options), options);
  try {
    const { reference } = options;
    const store = database.collection(options.collection, pack.encoder, { reference });
    const gallery = loadGallery(store, pack, options, (advice) =>
      process.stderr.write(`${wrapped(advice).join('\n')}\n`),
    );
    const asked = askedThreshold(options.similarity, options.fpir);
    const threshold = thresholdFor(asked, pack, store, gallery.size);
    const sure = sureFpir && sureSimilarity(sureFpir, pack, store, gallery.size);
    if (!options.json) process.stdout.write(`${headOf(gallery, threshold)}\n`);

    const pool = new ExtractionPool(pack.models, options.workers);
    const look = async (file: string): Promise<Seen> => {
      const job = { path: file, knownDigests: [], profileImage: false, thumbnail, policy };
      return { file, extraction: await pool.extract(job) };
    };
    const context = { search: new UserSearch(gallery), threshold, sure, store, top: options.top };
    let code: number = EXIT.done;
    try {
      // In the order in which they were named, however long each takes.
      for await (const seen of pMapIterable(photos, look, { concurrency: pool.capacity })) {
        const found = await identifyOne(seen, context);
        show(found, threshold, options);
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

/** The rate of false alarms below which a match is sure enough for --auto-enroll, if that is on. */
function sureRate(options: IdentifyOptions): number | undefined {
  const { fpir, autoEnroll, autoEnrollFpir, reference } = options;
  if (!autoEnroll) {
    if (reference !== undefined) {
      throw new UsageError('--reference is nothing without --auto-enroll: nothing is written');
    }
    if (autoEnrollFpir === undefined) return undefined;
    throw new UsageError('--auto-enroll-fpir is nothing without --auto-enroll');
  }
  const rate = autoEnrollFpir ?? fpir / 10;
  if (rate <= fpir) return rate;
  throw new UsageError(`--auto-enroll-fpir ${rate} is above --fpir ${fpir}: it must be stricter`);
}

/** The similarity from which on a match is sure. Only a rate tells it, so --similarity does not help. */
function sureSimilarity(
  rate: number,
  pack: ModelPack,
  store: CollectionStore,
  templates: number,
): number {
  const otherwise =
    '--auto-enroll needs to know it, so measure it first with "faceenroll calibrate --store"';
  return thresholdFor({ rate }, pack, store, templates, otherwise).similarity;
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
  const surely = Math.max(sure, threshold.similarity);
  const done = autoEnroll({ file, sample }, [first, ...others], surely, store);
  // The photos after this one are compared with what is enrolled then, as in a call of their own.
  if (done.outcome === 'enrolled') search.add(done, sample.embedding, done.replaces);
  return { file, matches, autoEnroll: done };
}

function headOf(gallery: EnrolledGallery, threshold: MatchThreshold): string {
  const users = new Set(gallery.faces.map(({ userId }) => userId)).size;
  return identificationHead(threshold, { templates: gallery.size, users });
}

function show(found: Identification, threshold: MatchThreshold, { json }: IdentifyOptions): void {
  const text = json
    ? identificationEvent(found, threshold)
    : identificationText(found, threshold, stdoutStyle());
  process.stdout.write(`${text}\n`);
}
