import { z } from 'zod';
import type { ItemOutcome } from '../../domain/outcome.js';
import type { ImportResult } from '../../operations/imports/import-result.js';
import { failed as failedLine, importSummary } from '../../operations/schema/import.js';
import { outcomeMembers } from '../../render/events.js';
import { toldFailure } from '../problem-of.js';
import { dataLike } from '../snake.js';

/** Failed rows of one answer; the error report has all. */
const MOST_ROWS = 10_000;

const summary = dataLike(
  importSummary.omit({ errorReport: true, htmlReport: true, retry: true, resume: true }),
  'ImportSummary',
);
const failed = dataLike(failedLine, 'FailedRow');

/** What an import is answered with. */
export const importData = z.object({
  summary: summary.schema,
  failed: z.array(failed.schema).describe(`rows and photos that failed, ${MOST_ROWS} at most`),
  error_report: z
    .string()
    .nullable()
    .describe('a CSV of the rows that failed, where it was asked for and any did'),
});

/** What an import has to tell, without the names of what lies on the server. */
export class ImportTold {
  readonly #failed: unknown[] = [];

  /**
   * @param folder where its files lie
   * @param mayRead whether failures may name other users
   */
  constructor(
    readonly folder: string,
    readonly mayRead: boolean,
  ) {}

  /** Hears an outcome. */
  outcome(item: ItemOutcome): void {
    const { outcome } = item;
    if (outcome.kind !== 'failed' || this.#failed.length >= MOST_ROWS) return;
    const failure = toldFailure(outcome.failure, this.mayRead);
    this.#failed.push(failed.of(outcomeMembers({ ...item, outcome: { kind: 'failed', failure } })));
  }

  /** The data of the answer. */
  data(
    result: ImportResult,
    reference: string | undefined,
    errorReport: string | null,
  ): z.output<typeof importData> {
    const { recognized: _, canBeRetried: __, htmlProblem: ___, ...facts } = result;
    const { errorReport: ____, htmlReport: _____, ...shown } = facts;
    const told = summary.of({ ...shown, reference: reference ?? null });
    return this.#withoutFolder({ summary: told, failed: this.#failed, error_report: errorReport });
  }

  /** Any text may name a file: why there was nothing to do, a failure, a row of the report. */
  #withoutFolder<Data>(data: Data): Data {
    const folder = JSON.stringify(`${this.folder}/`).slice(1, -1);
    return JSON.parse(JSON.stringify(data).replaceAll(folder, '')) as Data;
  }
}
