import type { JournalRun } from '../../../domain/journal-run.js';
import type { Phase } from '../../../domain/run-report.js';
import type { PhotoPolicy } from '../../../domain/sample.js';
import type { ModelPack } from '../../../models/packs.js';
import type { EnrolledRow, RunReportRows } from '../../../store/run-report-rows.js';
import type { CollectionStore } from '../../../store/store.js';
import { photoPolicy } from '../../imports/import-options.js';
import { PHOTO_OPTIONS } from '../../options/photo.js';
import { withDefaults } from '../../options/row.js';

/** A run that has ended, and all that its report is drawn from. */
export interface ReportedRun {
  readonly run: JournalRun;
  readonly rows: RunReportRows;
  readonly timeline: readonly Phase[];
  /** The collection, as the encoder of `pack` sees it. */
  readonly part: CollectionStore;
  readonly pack: ModelPack;
  /** Embeddings that a dry run has and the gallery has not, by the rows of their photos. */
  readonly sampleOf?: (row: EnrolledRow) => Float32Array | undefined;
}

/** What a photo had to be in the run; of a run that kept no policy, what is usual. */
export function policyOf({ options }: JournalRun, { models }: ModelPack): PhotoPolicy {
  const policy = options.policy as PhotoPolicy | undefined;
  return policy ?? photoPolicy(withDefaults(PHOTO_OPTIONS, {}), models.liveness !== undefined);
}
