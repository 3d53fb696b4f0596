import { extname } from 'node:path';
import { calibrate } from '../../domain/calibration.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { suspicion } from '../../domain/suspicion.js';
import { count, quoted } from '../../domain/text.js';
import { LEAST_USERS, measureGallery } from '../../enroll/measure-gallery.js';
import type { ModelPack } from '../../models/packs.js';
import { otherEncoderAdvice } from '../../operations/compare/other-encoder.js';
import { openExisting } from '../../operations/database/existing-store.js';
import type { KeyOptions } from '../../operations/database/open-store.js';
import { type WaitOptions, whenFree } from '../../operations/database/when-free.js';
import {
  calibrationJson,
  calibrationText,
  shallowText,
  suspicionText,
} from '../../render/calibration.js';
import { calibrationPlot } from '../../render/calibration-plot.js';
import type { CalibrationReport } from '../../render/calibration-report.js';
import { writePrivateFile } from '../../store/private-file.js';
import type { CollectionStore } from '../../store/store.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';

import type { ReferenceOptions } from '../options/reference.js';

import { usePack } from '../use-pack.js';

/** Options of `faceenroll calibrate`, as commander hands them over. */
export interface CalibrateOptions extends KeyOptions, WaitOptions, ReferenceOptions {
  readonly db: string;
  readonly collection: string;
  readonly models: string;
  readonly fpir: number;
  readonly seed: number;
  readonly plot?: string;
  readonly store?: boolean;
  readonly force?: boolean;
  readonly forget?: boolean;
  readonly json?: boolean;
}

/** `faceenroll calibrate`. */
export async function calibrateCollection(options: CalibrateOptions, io: Io): Promise<void> {
  const { db, plot, reference } = options;
  if (reference !== undefined && !options.store) {
    throw new UsageError(
      '--reference is nothing without --store or --forget: there is no audit row to keep it',
    );
  }
  if (options.force && !options.store) throw new UsageError('--force is nothing without --store');
  if (plot !== undefined && extname(plot).toLowerCase() !== '.svg') {
    throw new UsageError(`the plot is an SVG picture: write an .svg, not ${quoted(plot)}`);
  }
  const pack = usePack(options.models, io);
  // Without --store nothing is written, so an import may be running.
  const purpose = options.store ? 'write' : 'read';
  const store = await whenFree(
    () => openExisting(db, purpose, hostOf(io), options),
    options,
    hostOf(io),
  );
  try {
    const collection = store.collection(options.collection, pack.encoder, { reference });
    const report = await measure(collection, pack, options);
    // First what can fail: a table is kept only by a command that does all it was asked for.
    const today = new Date().toISOString().slice(0, 10);
    if (plot !== undefined) writePrivateFile(plot, [calibrationPlot(report, today)]);
    if (report.stored) keep(collection, report);
    tell(report, options, io);
    if (!options.store || report.stored) return;
    throw new FatalError(
      'the table was not stored, since probable duplicates distort it: settle them and calibrate again, or, when they are different people, store it as it is with --force',
    );
  } finally {
    store.close();
  }
}

async function measure(
  collection: CollectionStore,
  pack: ModelPack,
  { fpir, seed, store, force }: CalibrateOptions,
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

function tell(report: CalibrationReport, { json }: CalibrateOptions, io: Io): void {
  io.stdout.write(json ? `${calibrationJson(report)}\n` : calibrationText(report));
  for (const warning of [suspicionText(report), shallowText(report)]) {
    if (warning !== undefined) io.stderr.write(`\n${warning}\n`);
  }
}
