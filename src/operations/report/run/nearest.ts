import { Histogram } from '../../../domain/histogram.js';
import type { JournalRun } from '../../../domain/journal-run.js';
import { DEFAULT_FPIR } from '../../../domain/limits.js';
import type { NearestOthers } from '../../../domain/run-report.js';
import {
  duplicateThreshold,
  type ThresholdTables,
  thresholdMeaning,
} from '../../../enroll/duplicate-threshold.js';
import { EnrolledGallery } from '../../../enroll/gallery.js';
import type { EnrolledRow } from '../../../store/run-report-rows.js';
import type { ReportedRun } from './reported-run.js';

/** Photos that are searched at once. */
const PAGE = 256;

/**
 * How similar each photo that the run enrolled is to the most similar other user of the gallery as
 * it is now; undefined where nothing was enrolled, or nobody else is there. Only the gallery is in
 * memory. Templates of the run that were replaced since are left out.
 */
export async function nearestOthers(
  reported: ReportedRun,
  signal: AbortSignal,
): Promise<NearestOthers | undefined> {
  const { rows, part, pack, run } = reported;
  if (rows.enrolledAfter(0, 1).length === 0) return undefined;
  const { dimensions } = pack.models.encoder.format;
  const gallery = await EnrolledGallery.loadInPages(part.templates, dimensions, signal);
  addSamples(gallery, reported);
  try {
    if (gallery.users < 2) return undefined;
    const histogram = new Histogram();
    let photos = 0;
    for (const page of pages(reported)) {
      signal.throwIfAborted();
      const faces = embeddingsOf(page, reported);
      for (const similarity of await nearestTo(faces, gallery)) {
        histogram.add(similarity);
        photos += 1;
      }
    }
    if (photos === 0) return undefined;
    const tables = { collection: part.thresholds.get(pack.encoder), pack: pack.thresholds };
    return { histogram, photos, thresholds: thresholdsOf(run, tables, gallery.size) };
  } finally {
    await gallery.release();
  }
}

function* pages({ rows }: ReportedRun): Generator<readonly EnrolledRow[]> {
  for (let last = 0; ; ) {
    const page = rows.enrolledAfter(last, PAGE);
    if (page.length === 0) return;
    last = page.at(-1)?.item ?? last;
    yield page;
  }
}

/** Photos of one dry run can resemble each other, too, and are in no gallery. */
function addSamples(gallery: EnrolledGallery, reported: ReportedRun): void {
  const { sampleOf } = reported;
  if (!sampleOf) return;
  for (const page of pages(reported)) {
    for (const row of page) {
      const embedding = sampleOf(row);
      if (embedding) gallery.add({ faceId: `item ${row.item}`, userId: row.userId }, embedding);
    }
  }
}

interface Searched {
  readonly userId: string;
  readonly embedding: Float32Array;
}

function embeddingsOf(
  page: readonly EnrolledRow[],
  { part, sampleOf }: ReportedRun,
): readonly Searched[] {
  const users = sampleOf ? [] : page.map(({ userId }) => userId);
  const templates = part.templates.ofUsers(users);
  return page.flatMap((row) => {
    const { userId, faceId } = row;
    const own = templates.get(userId)?.find((face) => face.faceId === faceId);
    const embedding = sampleOf ? sampleOf(row) : own?.embedding;
    return embedding ? [{ userId, embedding }] : [];
  });
}

async function nearestTo(
  faces: readonly Searched[],
  gallery: EnrolledGallery,
): Promise<readonly number[]> {
  if (faces.length === 0) return [];
  // Their own templates may all be more similar than anybody else's.
  const options = { top: gallery.mostOfOneUser + 1, least: -1 };
  const found = await gallery.search(
    faces.map(({ embedding }) => embedding),
    options,
  );
  return found.flatMap((matches, i) => {
    const other = matches.find(({ userId }) => userId !== faces[i]?.userId);
    return other ? [other.similarity] : [];
  });
}

/** The threshold by which the run looked for duplicates; if it did not, the one that it would have. */
function thresholdsOf(
  { counts, options }: JournalRun,
  tables: ThresholdTables,
  templates: number,
): NearestOthers['thresholds'] {
  const used = counts.duplicates as ReturnType<typeof duplicateThreshold> | null | undefined;
  const fpir = typeof options.duplicateFpir === 'number' ? options.duplicateFpir : DEFAULT_FPIR;
  const threshold =
    used?.similarity === undefined ? duplicateThreshold(tables, fpir, templates) : used;
  if (!threshold) return [];
  return [{ similarity: threshold.similarity, meaning: thresholdMeaning(threshold, templates) }];
}
