import { formsOf } from '../domain/match-key.js';
import type { Connection } from './database.js';
import { UserHistory } from './user-history.js';

/** An SQL condition on audit rows, with its values. */
interface Condition {
  readonly sql: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** The second user ID that a row names. */
const OTHER = `iif(action GLOB 'DUPLICATE_*', detail ->> '$.otherUserId', NULL)`;
const FORMER = `iif(action = 'USER_RENAMED', detail ->> '$.from', NULL)`;

/**
 * The condition for rows that concern a user: rows that name the ID in any Unicode form, and rows
 * that name a former ID while the user had it.
 */
export function userCondition(
  db: Connection,
  userId: string,
  collection: string | undefined,
): Condition {
  const forms = formsOf(userId).map((form, i) => [`form${i}`, form] as const);
  const names = forms.map(([name]) => `@${name}`).join(', ');
  const pieces = [`user_id IN (${names}) OR ${OTHER} IN (${names}) OR ${FORMER} IN (${names})`];
  const values: Record<string, string | number> = Object.fromEntries(forms);
  for (const [i, former] of formerIds(db, userId, collection).entries()) {
    for (const [name, value] of Object.entries(former)) values[`${name}${i}`] = value;
    pieces.push(
      `(collection = @collection${i} AND @userId${i} IN (user_id, ${OTHER})
        AND position > @after${i} AND position < @before${i})`,
    );
  }
  return { sql: `(${pieces.join(' OR ')})`, values };
}

function formerIds(db: Connection, userId: string, collection: string | undefined) {
  const history = new UserHistory(db);
  const collections = db
    .prepare<[], string>("SELECT DISTINCT collection FROM audit WHERE action = 'USER_RENAMED'")
    .pluck()
    .all()
    .filter((one) => collection === undefined || one === collection);
  const always = { after: Number.NEGATIVE_INFINITY, before: Number.POSITIVE_INFINITY };
  return collections.flatMap((one) =>
    formsOf(userId).flatMap((form) =>
      history
        .formerIds(one, { userId: form, ...always })
        .map((former) => ({ collection: one, ...former })),
    ),
  );
}
