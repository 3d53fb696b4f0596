import { formsOf } from '../domain/match-key.js';
import type { Connection } from './database.js';
import { UserHistory } from './user-history.js';

/** SQL that is true of some rows of the audit, and the values that it has. */
interface Condition {
  readonly sql: string;
  readonly values: Readonly<Record<string, string | number>>;
}

/** User IDs that a row names beside the one that it is about. */
const OTHER = `iif(action GLOB 'DUPLICATE_*', detail ->> '$.otherUserId', NULL)`;
const FORMER = `iif(action = 'USER_RENAMED', detail ->> '$.from', NULL)`;

/**
 * What concerns a user: rows that name the ID, in whatever Unicode form it may have been
 * typed, and rows that name former IDs, as long as the user had those.
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

/** The former IDs of everybody who was renamed to this one, in each collection where somebody was. */
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
