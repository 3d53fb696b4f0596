import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { checkDatabase } from '../../../src/store/check/check.js';
import { KeyStore } from '../../../src/store/secrets/key-store.js';
import { Store } from '../../../src/store/store.js';
import {
  enrollUsers,
  imageOf,
  newKey,
  newPath,
  randomEmbedding,
  readStore,
  withRun,
} from '../../support/keys.js';
import { unit } from '../../support/vectors.js';

function scene() {
  const [path, key] = [newPath(), newKey()];
  const embedding = unit([...randomEmbedding()]);
  withRun(path, key, (run) => enrollUsers(run, { ann: embedding, bo: embedding }));
  return { path, key };
}

/** Deletes a user, with the key, as a purge does that runs meanwhile. */
function purge(path: string, userId: string): void {
  const db = new Database(path);
  db.pragma('foreign_keys = ON');
  db.prepare('DELETE FROM users WHERE user_id = ?').run(userId);
  db.close();
  // Opening makes up for what the deletion noted.
  Store.open(path, false, { withoutSecrets: true }).close();
}

/** Destroys the key of a user who is still there. */
function loseKey(path: string, userId: string): void {
  const keys = KeyStore.open(`${path}-keys`);
  keys.destroy([{ collection: 'default', userId }]);
  keys.close();
}

function findingsOf({ path, key }: ReturnType<typeof scene>, meanwhile: () => void): string[] {
  let isFirst = true;
  const findings = checkDatabase(path, key, {
    onStep: () => {
      if (isFirst) meanwhile();
      isFirst = false;
    },
    onRows: () => {},
  });
  return [...findings]
    .filter(({ message }) => message.includes('data key is gone'))
    .map(({ code, userId }) => `${code} ${userId}`);
}

describe('a user who is deleted while the database is checked', () => {
  it('is no damage; a user whose key is lost is', async () => {
    const s = scene();
    const found = findingsOf(s, () => {
      purge(s.path, 'ann');
      loseKey(s.path, 'bo');
    });
    expect(found).toEqual(['TEMPLATE_UNREADABLE bo', 'PROFILE_IMAGE_NOT_JPEG bo']);
  });
});

describe('a user who is deleted while an export holds the database still', () => {
  it('has no picture any more; one whose key is lost is told', () => {
    const { path, key } = scene();
    const store = readStore(path, key);
    store.holdStill();
    const { users } = store.gallery('default');
    expect(users.isEmpty()).toBe(false);
    purge(path, 'ann');
    expect(users.profileImage('ann')).toBeUndefined();
    expect(users.profileImage('bo')).toEqual(imageOf('bo'));
    const other = readStore(path, key);
    loseKey(path, 'bo');
    expect(() => other.gallery('default').users.profileImage('bo')).toThrow(
      'the data key of the user',
    );
  });
});
