import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { DuplicateSummary } from '../../domain/duplicate-summary.js';
import type { Source } from '../../domain/entry.js';
import type { InputFacts } from '../../domain/input-facts.js';
import { PIPELINE_VERSION } from '../../domain/sample.js';
import type { TableCheck } from '../../domain/table-check.js';
import type { Count } from '../../domain/tally.js';
import { checkGallery } from '../../enroll/check-gallery.js';
import type { ImportOptions } from '../../enroll/options.js';
import type { EndedRun, RunContext } from '../../enroll/run.js';
import type { ModelPack } from '../../models/packs.js';
import type { ReportLayout } from '../../render/error-report.js';
import type { RunStart } from '../../store/runs.js';
import { PROFILE_OPTIONS, type ProfileSettings } from '../options/import.js';
import { PHOTO_OPTIONS, type PhotoSettings } from '../options/photo.js';
import { reportName } from './report-file.js';
import { refuseReportPlace } from './report-place.js';
import type { StoredLayout } from './run-report.js';

/** One import, as its command or the library's caller describes it. */
export interface ImportRequest {
  readonly command: 'import-faces' | 'import-csv' | 'sync' | 'enroll' | 'templates import';
  /** Absolute path of the folder or the CSV. */
  readonly input: string;
  readonly source: Source;
  readonly layout: ReportLayout;
  readonly options: ImportOptions;
  readonly pack: ModelPack;
  /** Users whom the list no longer names, and who are to be deleted for that. */
  readonly leavers?: ReadonlySet<string>;
  /** Real path of the folder that no photo may lie outside of. */
  readonly photosWithin?: string;
  /** What tells this run from another of the same input, beside the options; a retry of the error report takes some of it over. */
  readonly remembered: Readonly<Record<string, unknown>>;
}

/** Where the error report goes. */
interface ReportSettings {
  /** The database, which is no place for it. */
  readonly db: string;
  readonly errors?: string | undefined;
  /** In place of the one that is there, which goes when nothing fails. */
  readonly replaceReport?: boolean | undefined;
}

/** What a run needs that does not follow from the request. */
type Surroundings = Pick<
  RunContext,
  'store' | 'pool' | 'dryRun' | 'signal' | 'onProgress' | 'place'
>;

/** All that the run of a request needs. */
export function runContext(request: ImportRequest, surroundings: Surroundings): RunContext {
  const { options, pack, photosWithin, leavers } = request;
  return {
    ...surroundings,
    options,
    encoder: pack.encoder,
    encoderFacts: factsOf(pack),
    extractor: extractorOf(pack.encoder, options),
    ...(photosWithin !== undefined && { photosWithin }),
    ...(leavers && { leavers }),
  };
}

/**
 * What the journal of runs notes of a request.
 *
 * @throws {UsageError} when the error report is to go where something else is.
 */
export function startOf(
  request: ImportRequest,
  settings: PhotoSettings &
    ProfileSettings &
    ReportSettings &
    Pick<RunStart, 'reference' | 'keyId'>,
  workingFolder: string,
): Omit<RunStart, 'collection'> & { readonly reportLayout: StoredLayout } {
  return {
    command: request.command,
    input: request.input,
    reference: settings.reference,
    keyId: settings.keyId,
    options: { ...withoutLimits(request.options), ...kept(settings), ...request.remembered },
    reportLayout: layoutOf(request, settings, workingFolder),
  };
}

/** Options that a run notes under their own names, beyond what the batch is told. */
const KEPT: readonly string[] = [
  ...Object.keys(PHOTO_OPTIONS),
  ...Object.keys(PROFILE_OPTIONS),
  'limit',
];

/** A profile is noted by its name alone. */
function withoutLimits({ policy, ...options }: ImportOptions): object {
  const { profile: _, ...own } = policy;
  return { ...options, policy: own };
}

function kept({ profilePolicy, ...settings }: PhotoSettings & Partial<ProfileSettings>): object {
  const { profile } = settings;
  const noted = { ...settings, ...(profile && { profilePolicy }) };
  return Object.fromEntries(Object.entries(noted).filter(([name]) => KEPT.includes(name)));
}

/** How duplicates were looked for, for the summary. */
export function duplicatesOf(
  { duplicates, duplicateFpir }: ImportOptions,
  { identity }: EndedRun,
): DuplicateSummary | null {
  if (!identity || identity.photos === 0 || duplicates === 'off') return null;
  const { threshold, photos } = identity;
  if (!threshold) return { checked: false };
  return {
    ...{ checked: true, ...threshold, fpir: duplicateFpir, photos },
    expectedFalseAlarms: Math.round(duplicateFpir * photos * 1000) / 1000,
  };
}

/**
 * How the gallery compares with the table that its searches use; null when the run enrolled
 * nobody. One person who is enrolled does not change what a gallery is like.
 */
export async function tableCheckOf(
  { command, pack }: Pick<ImportRequest, 'command' | 'pack'>,
  { store, completed }: EndedRun,
  { total, by }: Count,
  dryRun: boolean,
): Promise<TableCheck | null> {
  if (dryRun || !completed || total === 0 || command === 'enroll') return null;
  const templates = total - (by.TEMPLATE_REPLACED ?? 0);
  return checkGallery(store, factsOf(pack), { templates, users: by.NEW_TEMPLATE_CREATED ?? 0 });
}

/** What there is to tell of the input, of a command and of a call. */
export function inputFacts(
  { skipped, restored, noticed = {}, emptiness }: EndedRun,
  allowEmpty: boolean,
): InputFacts {
  const { notLookedInto = null, systemFolders = [], shortRows = 0 } = noticed;
  const nothingToDo = allowEmpty ? null : (emptiness ?? null);
  return { skipped, restored, notLookedInto, systemFolders, shortRows, nothingToDo };
}

/** All that the error report takes beside its rows. */
function layoutOf(
  { layout, input }: ImportRequest,
  { errors, replaceReport, db }: ReportSettings,
  workingFolder: string,
): StoredLayout {
  if (errors !== undefined) refuseReportPlace(errors, { input, database: db });
  const { headings, delimiter, fields } = layout;
  const look = { headings, delimiter, fields };
  return {
    ...look,
    path: resolve(workingFolder, errors ?? reportName(input)),
    ...(replaceReport && { replaces: true }),
  };
}

/** What checking identity needs to know of a pack's encoder. */
export function factsOf({ models, thresholds }: ModelPack): RunContext['encoderFacts'] {
  const { dimensions } = models.encoder.format;
  return thresholds ? { dimensions, thresholds } : { dimensions };
}

/** Names all that shapes a sample, and whether there is one: samples of a killed run that differ in it are not used. */
export function extractorOf(encoder: string, options: ImportOptions): string {
  const { profileImage, storeThumbnails, policy } = options;
  const { timeoutMs: _, profile, ...shaping } = policy;
  const extras = { profileImage, storeThumbnails };
  const own = { encoder, version: PIPELINE_VERSION, ...extras, ...shaping };
  if (!profile) return JSON.stringify(own);
  // Its limits may differ from version to version; in full they would stand in every sample's row.
  const limits = createHash('sha256').update(JSON.stringify(profile.of)).digest('hex');
  return JSON.stringify({ ...own, profile: limits, refuses: profile.refuses });
}
