import { calibrate } from '../../domain/calibration.js';
import { FatalError } from '../../domain/fatal-error.js';
import { suspicion } from '../../domain/suspicion.js';
import { count } from '../../domain/text.js';
import { LEAST_USERS, measureGallery } from '../../enroll/measure-gallery.js';
import type { ModelPack } from '../../models/packs.js';
import { calibrationPlot } from '../../render/calibration-plot.js';
import type { CalibrationReport } from '../../render/calibration-report.js';
import { writePrivateFile } from '../../store/private-file.js';
import type { CollectionStore } from '../../store/store.js';
import { type Context, changesOf } from '../context.js';
import { packFor } from '../pack-for.js';
import { type ForgottenTable, forgetTable } from './forget-table.js';
import type { CalibrateSettings } from './options.js';
import { otherEncoderAdvice } from './other-encoder.js';

/** A collection whose similarities were measured. */
export interface MeasuredTable {
  readonly kind: 'measured';
  readonly report: CalibrationReport;
  /** Whether the table was to be kept and was not, since probable duplicates distort it. */
  readonly isRefused: boolean;
}

/**
 * Measures what similarities mean among the people of a collection, and keeps that where it is
 * asked for; or forgets what was kept.
 *
 * @throws {FatalError} when there are too few people, or there is nothing to forget.
 */
export async function calibrateCollection(
  context: Context,
  options: CalibrateSettings,
): Promise<MeasuredTable | ForgottenTable> {
  if (options.forget) return forgetTable(context, options);
  const { plot, store } = options;
  const pack = packFor(context.host, options.models);
  const collection = changesOf(context, pack.encoder);
  const report = await measured(collection, pack, options);
  // First what can fail: a table is kept only by a call that does all it was asked for.
  const today = new Date().toISOString().slice(0, 10);
  if (plot !== undefined) writePrivateFile(plot, [calibrationPlot(report, today)]);
  if (report.stored) keep(collection, report);
  return { kind: 'measured', report, isRefused: Boolean(store) && !report.stored };
}

async function measured(
  collection: CollectionStore,
  pack: ModelPack,
  { fpir, seed, store, force }: CalibrateSettings,
): Promise<CalibrationReport> {
  const { dimensions } = pack.models.encoder.format;
  refuseOthers(collection, pack);
  const { different, same, top, ...sizes } = await measureGallery(collection, dimensions, seed);
  const similarities = { different, same };
  const calibration = calibrate(similarities, sizes.templates, fpir, pack.thresholds);
  const suspicious = suspicion(similarities, calibration);
  const least = suspicious?.similarity ?? Number.POSITIVE_INFINITY;
  return {
    collection: collection.templates.collection,
    encoder: pack.encoder,
    pack: pack.name,
    ...sizes,
    packTable: pack.thresholds,
    packStrength: pack.strength,
    seed,
    fpir,
    similarities,
    calibration,
    suspicion: suspicious,
    suspects: top.filter(({ similarity }) => similarity >= least),
    stored: Boolean(store) && (suspicious === undefined || Boolean(force)),
  };
}

/** @throws {FatalError} naming the pack of most templates, where the one in use has too few. */
function refuseOthers(collection: CollectionStore, pack: ModelPack): void {
  if (collection.templates.counts().size >= LEAST_USERS) return;
  const advice = otherEncoderAdvice(collection, pack);
  if (advice !== undefined) throw new FatalError(advice);
}

/** Keeps the table, with its audit row. */
function keep(collection: CollectionStore, report: CalibrationReport): void {
  const { encoder, users, pairs, calibration } = report;
  // With the basis of each row: an extrapolated one must not be told as measured later.
  const { table } = calibration;
  const measuredOn = `all pairs of this collection, ${count(users, 'user')}, ${count(pairs, 'pair')} of different users (faceenroll calibrate)`;
  const now = new Date().toISOString();
  collection.transaction(() => {
    collection.thresholds.put(encoder, { measuredOn, table }, now);
    collection.audit.record('THRESHOLDS_SET', {}, { encoder, measuredOn, table }, now);
  });
}
