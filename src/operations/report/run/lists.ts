import { pMapIterable } from 'p-map';
import { FAILURES, type FailureCode } from '../../../domain/failures.js';
import type { PictureJob } from '../../../domain/photo-picture.js';
import type { FailedPhoto, ReportedPair, ReportedPhoto } from '../../../domain/run-report.js';
import type { FailedRow, PairRow, RunPhoto } from '../../../store/run-report-rows.js';
import type { Pictures } from './pictures.js';
import type { ReportedRun } from './reported-run.js';

/** Rows that are read at once. */
const PAGE = 100;

/** Pairs that a report shows at most: all of them are in its first file. */
export const MOST_PAIRS = 500;

/** How lists are told. */
export interface Telling {
  readonly anonymous: boolean;
  readonly pictures: Pictures;
}

/** Failed photos and rows, by code in the order of `failures`: one after the other, for all files. */
export async function* failedPhotos(
  { rows }: ReportedRun,
  telling: Telling,
): AsyncGenerator<FailedPhoto> {
  for (const { code } of rows.failures()) {
    yield* inOrder(
      allOf<FailedRow>((last) => rows.failedAfter(code, last, PAGE)),
      async (row) => ({
        ...(await photoOf(row, telling, shownOf(code))),
        ...failureOf(row, telling),
      }),
      telling,
    );
  }
}

/** What no face was found in is not searched again: that takes the longest. */
function shownOf(code: FailureCode): PictureJob['shows'] {
  return code === 'FACE_NOT_FOUND' ? 'photo' : 'faces';
}

/** Without names, a message is what its code means. */
function failureOf(
  { failure }: FailedRow,
  { anonymous }: Telling,
): Pick<FailedPhoto, 'code' | 'message' | 'advice'> {
  const { code, message, advice } = failure;
  if (!anonymous) return { code, message, advice };
  return { code, message: FAILURES[code].meaning, advice: '' };
}

/** Faces that look alike, in the order of the input. */
export async function* reportedPairs(
  { rows }: ReportedRun,
  telling: Telling,
): AsyncGenerator<ReportedPair> {
  const all = firstOf(
    MOST_PAIRS,
    allOf<PairRow>((last) => rows.pairsAfter(last, PAGE)),
  );
  yield* inOrder(all, (row) => pairOf(row, telling), telling);
}

async function pairOf(row: PairRow, telling: Telling): Promise<ReportedPair> {
  const { similarity, threshold, userId, ...other } = row.resembles;
  // Each asks for one picture at a time: so many are in memory at most.
  const photo = await photoOf(row, telling, 'head');
  const picture = await telling.pictures.face(other);
  return {
    kind: kindOf(row),
    ...{ similarity, threshold, photo },
    other: { userId: telling.anonymous ? '' : userId, picture },
  };
}

/** Codes of a face that is not its user's. */
const SWAPPED: ReadonlySet<FailureCode> = new Set(['IDENTITY_CHANGED']);

function kindOf({ code, isFlag, resembles }: PairRow): ReportedPair['kind'] {
  if (resembles.swapped || SWAPPED.has(code)) return 'swap';
  return isFlag ? 'flagged duplicate' : 'duplicate';
}

/** A photo of the run with its picture, as far as the report tells of it. */
export async function photoOf(
  photo: RunPhoto,
  { anonymous, pictures }: Telling,
  shows: PictureJob['shows'],
): Promise<ReportedPhoto> {
  const { row, userId, file } = photo;
  const picture = await pictures.photo(photo, shows);
  return anonymous ? { row, userId: '', file: '', picture } : { row, userId, file, picture };
}

function* allOf<Row extends RunPhoto>(after: (last: number) => readonly Row[]): Generator<Row> {
  for (let last = 0; ; ) {
    const page = after(last);
    if (page.length === 0) return;
    last = page.at(-1)?.item ?? last;
    yield* page;
  }
}

function* firstOf<T>(most: number, all: Iterable<T>): Generator<T> {
  let taken = 0;
  for (const one of all) {
    if (taken === most) return;
    taken += 1;
    yield one;
  }
}

/** Never more at once than the workers take. */
function inOrder<Row, T>(
  rows: Iterable<Row>,
  make: (row: Row) => Promise<T>,
  { pictures }: Telling,
): AsyncIterable<T> {
  return pMapIterable(rows, make, { concurrency: pictures.atOnce });
}
