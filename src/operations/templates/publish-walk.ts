import type { PublishedFace, TableChanges } from '../../domain/publication.js';
import type { Published } from '../../postgres/published.js';
import type { Which } from '../../postgres/published-row.js';
import type { Statements } from '../../postgres/statements.js';
import type { PublishedFaces } from '../../store/publications/published-faces.js';
import { type PublishPlan, publishPlan } from './publish-plan.js';

/** Faces that are compared at a time: bounds the memory, and the size of a statement. */
export const BATCH = 500;

/** What is compared with what. */
export interface Sides {
  readonly here: PublishedFaces;
  readonly there: Published;
}

/** The same, where faces are only asked for by name. */
export interface NamedSides {
  readonly here: Pick<PublishedFaces, 'named'>;
  readonly there: Published;
}

export const NOTHING_DIFFERS: TableChanges = { added: 0, changed: 0, removed: 0 };

/** The differences of all face IDs, in the order of face IDs; `faces` of them are here. */
export async function* comparedAll(
  sides: Sides,
  statements: Statements,
): AsyncGenerator<{ readonly plan: PublishPlan; readonly faces: number }> {
  for (let after = ''; ; ) {
    const page = sides.here.after(after, BATCH);
    const last = page.length < BATCH ? null : (page.at(-1)?.faceId ?? null);
    const span = { after, to: last, limit: BATCH };
    const there = await sides.there.rows(statements, span);
    const staged = await sides.there.staging.rows(statements, span);
    // A side that has more than that many in the span ends it sooner.
    const ends = [last, ...[there, staged].map((rows) => fullEnd(rows))];
    const to = least(ends.filter((end) => end !== null));
    const within = <Row extends { readonly faceId: string }>(rows: readonly Row[]) =>
      to === undefined ? rows : rows.filter(({ faceId }) => faceId <= to);
    const here: readonly PublishedFace[] = within(page);
    const plan = publishPlan({ here, there: within(there), staged: within(staged) });
    yield { plan, faces: here.length };
    if (to === undefined) return;
    after = to;
  }
}

/** The differences of some face IDs. */
export async function comparedNamed(
  { here, there }: NamedSides,
  statements: Statements,
  faceIds: readonly string[],
): Promise<PublishPlan> {
  const which: Which = { faceIds };
  const faces = here.named(faceIds);
  return publishPlan({
    here: faces,
    there: await there.rows(statements, which),
    staged: await there.staging.rows(statements, which),
  });
}

/** Stages what a plan says. All of it may be done twice. */
export async function stagePlan(
  there: Published,
  statements: Statements,
  { stage, gone, unstage }: PublishPlan,
): Promise<void> {
  await there.staging.add(statements, stage);
  await there.staging.addGone(statements, gone);
  await there.staging.remove(statements, unstage);
}

function fullEnd(rows: readonly { readonly faceId: string }[]): string | null {
  return rows.length < BATCH ? null : (rows.at(-1)?.faceId ?? null);
}

function least(ends: readonly string[]): string | undefined {
  return ends.length === 0 ? undefined : ends.reduce((one, other) => (one < other ? one : other));
}

/** The sum of differences. */
export function plus(one: TableChanges, other: TableChanges): TableChanges {
  return {
    added: one.added + other.added,
    changed: one.changed + other.changed,
    removed: one.removed + other.removed,
  };
}
