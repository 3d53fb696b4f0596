import type { Extraction } from '../../domain/sample.js';
import type { Desk } from '../../enroll/desk/desk.js';
import type { Decided } from '../../enroll/desk/request.js';
import type { Store } from '../../store/store.js';
import { requireWorkingKey } from '../keys/working-key.js';
import type { Asked } from './asked.js';
import { jobOf, type PlannedJob, planned } from './plan.js';
import type { Reader } from './reader.js';
import type { EnrollRequest, EnrollResult } from './types.js';
import type { WarmPool } from './warm-pool.js';

/** Where a request passes through. */
interface Places {
  readonly reader: Reader;
  readonly pool: WarmPool;
  readonly desk: Desk;
}

/**
 * Extracts what has to be extracted for a request, and has it decided.
 *
 * @param turn its place in the order of arrival, and whether it still is wanted
 */
export async function enrollOne(
  request: EnrollRequest,
  asked: Asked,
  { reader, pool, desk }: Places,
  { order, signal }: { readonly order: number; readonly signal: AbortSignal },
): Promise<EnrollResult> {
  const { wantsReport } = request;
  const inspect = wantsReport && (wantsReport === true ? {} : { picture: wantsReport });
  const { keyId } = asked.origin;
  requireWorkingKey(reader.now().store, keyId);
  let jobs = planned(asked, reader.now().desk, inspect);
  const extractions = new Map<number, Extraction>();
  for (;;) {
    const extracted = await extractEach(request, jobs, pool, signal);
    for (const [index, extraction] of extracted) extractions.set(index, extraction);
    let result: EnrollResult | undefined;
    const inTransaction = (decided: Decided, store: Store): void => {
      requireWorkingKey(store, keyId);
      result = resultOf(decided, request, extractions);
      request.inTransaction?.(result, store);
    };
    const answer = await desk.decide({ ...asked, extractions, inTransaction }, order, signal);
    if (result) return result;
    // The user was changed while the photos were extracted: what was known then is not any more.
    const lacking = answer.kind === 'lacks photos' ? answer.indexes : [];
    jobs = new Map(lacking.map((index) => [index, jobOf(asked.options, [], inspect)]));
  }
}

function extractEach(
  { photos, whenBegun }: EnrollRequest,
  jobs: ReadonlyMap<number, PlannedJob>,
  pool: WarmPool,
  signal: AbortSignal,
): Promise<readonly (readonly [number, Extraction])[]> {
  const work = photos.flatMap(({ name, bytes }, index) => {
    const job = jobs.get(index);
    if (!job) return [];
    const extraction = pool.extract({ ...job, path: name, bytes }, signal, whenBegun);
    return [extraction.then((done) => [index, done] as const)];
  });
  return Promise.all(work);
}

function resultOf(
  { userId, user, photos, templates }: Decided,
  request: EnrollRequest,
  extractions: ReadonlyMap<number, Extraction>,
): EnrollResult {
  return {
    ...{ userId, user, templates },
    photos: photos.map((photo, i) => {
      const report = extractions.get(i)?.report;
      return { name: request.photos[i]?.name ?? '', ...photo, ...(report && { report }) };
    }),
  };
}
