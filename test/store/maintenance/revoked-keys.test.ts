import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '../../../src/store/maintenance/backup.js';
import { restore } from '../../../src/store/maintenance/restore.js';
import { Store } from '../../../src/store/store.js';
import { answerOf, changing, newApiKey, requestOf } from '../../support/api-keys.js';
import { query } from '../../support/cli.js';
import { enrollUsers, newKey, newPath, randomEmbedding, withRun } from '../../support/keys.js';

const SILENT = { signal: new AbortController().signal, onProgress: () => {} };
const AGREED = { discard: true, mayReplace: () => true, ...SILENT };
const LATER = '2026-06-02T00:00:00.000Z';

/** A backup of a database with two API keys, of which the first was revoked afterwards. */
async function scene(master?: ReturnType<typeof newKey>) {
  const database = newPath();
  withRun(database, master, (run) => enrollUsers(run, { ann: randomEmbedding() }));
  const using = <T>(use: (store: Store) => T): T => {
    const store = Store.open(database, false, { key: master });
    try {
      return use(store);
    } finally {
      store.close();
    }
  };
  const [gone, stays] = using((store) => {
    const made = [newApiKey(store, { name: 'gate', jwt: true }), newApiKey(store)] as const;
    changing(store, () => store.answers.keep(requestOf(made[1]), answerOf()));
    return made;
  });
  const file = join(dirname(database), 'backup.db');
  await backUp({ database, file, force: false, ...SILENT });
  using((store) => changing(store, () => store.apiKeys.revoke(gone.keyId, LATER)));
  return { database, file, gone, stays, using };
}

describe.each([undefined, newKey()])('a backup from before an API key was revoked', (master) => {
  it('holds the keys, and no answers', async () => {
    const { file } = await scene(master);
    expect(query(file, 'SELECT count(*) AS n FROM api_keys WHERE revoked_at IS NULL')).toEqual([
      { n: 2 },
    ]);
    expect(query(file, 'SELECT count(*) AS n FROM http_answers')).toEqual([{ n: 0 }]);
  });

  it('does not bring it back, and the audit says so', async () => {
    const { database, file, gone, stays, using } = await scene(master);
    await restore({ file, database, ...AGREED });
    const sql = "SELECT collection, detail FROM audit WHERE action = 'KEY_REVOKED'";
    const rows = query(database, sql);
    expect(rows.map(({ collection, detail }) => [collection, JSON.parse(detail)])).toEqual([
      [
        '',
        {
          key: gone.keyId,
          name: 'gate',
          scopes: ['read'],
          collections: null,
          jwt: true,
          expiresAt: null,
        },
      ],
    ]);
    using(({ apiKeys }) => {
      expect(apiKeys.find(gone.keyId)?.revokedAt).toBe(LATER);
      expect(apiKeys.matches(gone.key, LATER)).toBeUndefined();
      expect(apiKeys.signingSecret(gone.keyId, LATER)).toBeUndefined();
      expect(apiKeys.matches(stays.key, LATER)?.keyId).toBe(stays.keyId);
    });
  });

  it('is restored as it is where there is no database that could tell', async () => {
    const { database, file, gone, using } = await scene(master);
    for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true });
    await restore({ file, database, ...AGREED });
    using(({ apiKeys }) => expect(apiKeys.matches(gone.key, LATER)?.keyId).toBe(gone.keyId));
  });
});
