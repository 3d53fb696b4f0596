import { randomUUID } from 'node:crypto';
import { FatalError } from '../../domain/fatal-error.js';
import type { TableChanges } from '../../domain/publication.js';
import type { Link } from '../../postgres/link.js';
import type { Statements } from '../../postgres/statements.js';
import type { KnownPublication } from '../../store/publications/publications.js';
import { SHORT_PART_MS } from '../../store/take-lock.js';
import type { Context } from '../context.js';
import { LONG_MS } from './publish-link.js';
import { BATCH, comparedNamed, type Sides, stagePlan } from './publish-walk.js';

/** The server leaves a transaction alone for as long as another run may hold the database here. */
const IDLE_MS = SHORT_PART_MS + 60_000;

/** The table is not what was counted on: compared as a whole, it becomes so. */
export class UnexpectedTable extends FatalError {
  override readonly name = 'UnexpectedTable';
}

/** What was moved, and how many faces are in the table now. */
export interface MoveResult extends TableChanges {
  readonly faces: number;
}

/** All that a move needs. */
export interface Moving {
  readonly context: Pick<Context, 'store'>;
  readonly link: Link;
  readonly sides: Sides;
  readonly publication: KnownPublication;
  /** What the table's side told when it was looked at. */
  readonly token: string | null;
  /** Changes up to this one are staged. */
  readonly covered: number;
}

/**
 * Makes what is staged visible, in one transaction there, with all changes that came meanwhile.
 * Undefined when more than a few have: they are to be staged first.
 *
 * @throws {UnexpectedTable} when table and collection would not be the same.
 */
export async function moveStaged(moving: Moving): Promise<MoveResult | undefined> {
  const token = randomUUID();
  let known: MoveResult | undefined;
  return moving.link.transaction(async (statements) => {
    const { there } = moving.sides;
    const state = await there.state(statements, 'lock');
    // It was committed, and the answer was lost.
    if (known && state?.token === token) return known;
    if (!state || state.token !== moving.token) {
      throw new UnexpectedTable('another copy of the database has published meanwhile');
    }
    const moment = await stageLate(moving, statements);
    if (!moment) return undefined;
    const { publicationId } = moving.publication;
    const { store } = moving.context;
    // Before the rows are moved, so that nobody waits for their locks while the database here is waited for.
    await statements.query(`SET LOCAL idle_in_transaction_session_timeout = ${IDLE_MS}`);
    await store.inTurn(() => store.publications.announce(publicationId, token, moment.change));
    const moved = await there.move(statements);
    const faces = await there.count(statements);
    if (faces !== moment.faces) {
      throw new UnexpectedTable(
        `the table has ${faces} faces of the collection, which has ${moment.faces}: another program, a trigger or a policy of the table changes what is written to it`,
      );
    }
    await there.finish(statements, token, faces);
    known = { ...moved, faces };
    return known;
  }, LONG_MS);
}

/** Stages the few changes that came after those that are staged; undefined if they are many. */
async function stageLate(
  { context: { store }, sides, publication, covered }: Moving,
  statements: Statements,
): Promise<{ readonly change: number; readonly faces: number } | undefined> {
  // What is compared with the table is of the same moment as the number of faces.
  const { moment, late, here } = store.atOnce(() => {
    const changes = store.publications.changes(publication, covered, BATCH + 1);
    const faceIds = changes.map(({ faceId }) => faceId);
    return {
      moment: store.publications.moment(publication),
      late: faceIds,
      here: faceIds.length > BATCH ? [] : sides.here.named(faceIds),
    };
  });
  if (late.length > BATCH) return undefined;
  if (late.length > 0) {
    const plan = await comparedNamed({ ...sides, here: { named: () => here } }, statements, late);
    await stagePlan(sides.there, statements, plan);
  }
  return moment;
}
