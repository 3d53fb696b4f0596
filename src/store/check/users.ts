import type { Finding } from '../../domain/findings.js';
import { matchKey } from '../../domain/match-key.js';
import { quoted } from '../../domain/text.js';
import type { Connection } from '../database.js';

interface StoredUser {
  readonly collection: string;
  readonly userId: string;
  readonly userKey: string;
  readonly foldedKey: string;
}

/** Checks the look-up keys of users against their IDs. */
export function* checkUsers(db: Connection, onChecked: () => void): Generator<Finding> {
  const users = db
    .prepare<[], StoredUser>(
      `SELECT collection, user_id AS userId, user_key AS userKey, folded_key AS foldedKey FROM users`,
    )
    .iterate();
  for (const { collection, userId, userKey, foldedKey } of users) {
    onChecked();
    const wrong = [
      ...(userKey === matchKey(userId) ? [] : ['user_key']),
      ...(foldedKey === matchKey(userId, true) ? [] : ['folded_key']),
    ];
    if (wrong.length === 0) continue;
    const message = `the user ${quoted(userId)}: ${wrong.join(' and ')} do not follow from the user ID`;
    yield { code: 'USER_KEY_WRONG', message, collection, userId };
  }
}
