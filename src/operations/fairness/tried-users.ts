import { FAILURES } from '../../domain/failures.js';
import type { GroupValue } from '../../domain/fairness/breakdown.js';
import {
  type Described,
  describedBy,
  type GroupColumn,
  valuesOf,
} from '../../domain/fairness/columns.js';
import type { TriedUser } from '../../domain/fairness/data.js';
import { matchKey } from '../../domain/match-key.js';
import { MEASURES } from '../../domain/quality.js';
import type { GroupRows, QualityRow, TriedRow } from '../../store/group-rows.js';
import type { Runs } from '../../store/runs.js';

/** A user who was tried, with the groups that the user is in. */
export interface GroupedUser extends TriedUser {
  readonly userId: string;
  /** By column. */
  readonly values: readonly (readonly GroupValue[])[];
}

interface Sources {
  readonly rows: GroupRows;
  readonly runs: Pick<Runs, 'layoutOf' | 'optionsOf'>;
}

/** Users with a template, then those whose last photo failed; call it in a transaction. */
export function triedUsers(
  sources: Sources,
  columns: readonly GroupColumn[],
  encoder: string,
): readonly GroupedUser[] {
  const { rows } = sources;
  const enrolled = qualities(rows, encoder);
  const failures = lastFailures(rows);
  const tried: GroupedUser[] = [];
  const add = (userId: string, described: Described, user: TriedUser) =>
    tried.push({ ...user, userId, values: columns.map((column) => valuesOf(described, column)) });
  const tags = columns.some(({ kind }) => kind === 'tags') ? tagsOf(rows) : new Map();
  for (const { userId, ...fields } of rows.users()) {
    const described = { ...fields, tags: tags.get(userId) ?? [] };
    const key = matchKey(userId);
    const quality = enrolled.get(userId);
    const failure = failures.get(key);
    if (quality) add(userId, described, { failure: null, ...quality });
    else if (failure) add(userId, described, { failure: failure.code, ...NO_QUALITY });
    failures.delete(key);
  }
  for (const failure of failures.values()) {
    add(failure.userId, neverCreated(sources, failure), { failure: failure.code, ...NO_QUALITY });
  }
  return tried;
}

type Qualities = Pick<TriedUser, 'quality' | 'measures'>;

const NO_QUALITY: Qualities = { quality: null, measures: null };

/** The means of each user's templates of the encoder; users of other encoders have none. */
function qualities(rows: GroupRows, encoder: string): ReadonlyMap<string, Qualities> {
  const found = new Map<string, Qualities>();
  let own: QualityRow[] = [];
  const end = () => {
    const [first] = own;
    if (first) found.set(first.userId, meansOf(own.filter((row) => row.encoder === encoder)));
  };
  for (const row of rows.templates()) {
    if (row.userId !== own[0]?.userId) {
      end();
      own = [];
    }
    own.push(row);
  }
  end();
  return found;
}

function meansOf(templates: readonly QualityRow[]): Qualities {
  const measured = templates.flatMap(({ measures }) =>
    measures === null ? [] : [JSON.parse(measures)],
  );
  return {
    quality: mean(templates.flatMap(({ quality }) => quality ?? [])),
    measures:
      measured.length === 0
        ? null
        : Float32Array.from(
            MEASURES,
            (name) => mean(measured.flatMap((one) => one[name] ?? [])) ?? Number.NaN,
          ),
  };
}

function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A user whose last photo failed, before anything else happened. */
type Failed = TriedRow & { readonly code: string };

/**
 * By the key of the user ID. A row or a file that gave no photo to look at is no try: nothing is
 * known of the face.
 */
function lastFailures(rows: GroupRows): Map<string, Failed> {
  const last = new Map<string, Failed>();
  for (const row of rows.tried()) {
    if (row.userId === '') continue;
    const key = matchKey(row.userId);
    const { code } = row;
    if (row.outcome !== 'failed' || code === null) last.delete(key);
    else if (showsPhoto(code)) last.set(key, { ...row, code });
  }
  return last;
}

function showsPhoto(code: string): boolean {
  const kinds: Readonly<Record<string, { readonly stage: string }>> = FAILURES;
  return kinds[code]?.stage !== 'source';
}

function tagsOf(rows: GroupRows): Map<string, string[]> {
  const tags = new Map<string, string[]>();
  for (const { userId, tag } of rows.tags()) {
    const own = tags.get(userId);
    if (own) own.push(tag);
    else tags.set(userId, [tag]);
  }
  return tags;
}

/** A user whom only a failed row knows. */
function neverCreated({ rows, runs }: Sources, { runId, entry }: Failed): Described {
  const cells = rows.cellsOf(runId, entry);
  const layout = runs.layoutOf(runId) as { readonly headings?: readonly string[] } | undefined;
  if (!cells || !layout?.headings) return { known: {}, extra: {}, tags: [] };
  const { map = {} } = runs.optionsOf(runId) as { readonly map?: Record<string, string> };
  return describedBy(layout.headings, cells, new Map(Object.entries(map)));
}
