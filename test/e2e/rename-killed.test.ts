import { chmodSync, cpSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { MasterKey } from '../../src/store/secrets/vault.js';
import { Store } from '../../src/store/store.js';
import { auditFindings } from '../support/audit.js';
import { faceenroll, query } from '../support/cli.js';
import { newKey } from '../support/keys.js';
import { runTyped } from '../support/main.js';
import { addEverything, placesOf } from '../support/renames.js';
import { Scenario } from '../support/scenario.js';

/** Counts the statements of a command, on the database and on its key store, and kills it before one. */
const STEPS = new URL('../torture/steps.js', import.meta.url).href;
const RENAME = ['users', 'rename', 'ann', 'anx', '--key-file', 'k.key'];

/** Rounds in the midst of it, and at its last steps, in which both files are written. */
const [MIDST, LAST] = [3, 13];

/** An encrypted database with a user who has something everywhere. */
function scene(): { s: Scenario; key: MasterKey } {
  const [s, key] = [new Scenario(), newKey()];
  s.write('k.key', key.bytes.toString('base64'));
  chmodSync(s.path('k.key'), 0o600);
  const store = Store.open(s.db, false, { key });
  addEverything(store, 'ann');
  store.close();
  return { s, key };
}

const rename = ({ cwd }: Scenario, env: Record<string, string> = {}) => {
  const preload = { NODE_OPTIONS: `--import ${STEPS}`, TORTURE_PHASE: `${cwd}/phase` };
  return faceenroll(RENAME, { cwd, env: { ...preload, ...env } });
};

/** Every secret in plain, and the IDs whose they are; how many answers are kept, which a rename forgets. */
function secretsOf({ db }: Scenario, key: MasterKey) {
  const store = Store.open(db, true, { key });
  try {
    const all = [...store.secretRows()];
    const rows = all.filter(({ kind }) => kind !== 'answer');
    return {
      answers: all.length - rows.length,
      owners: [...new Set(rows.map(({ userId }) => userId ?? 'a sample'))],
      plain: rows.map(({ plain }) => plain?.toString('base64')),
    };
  } finally {
    store.close();
  }
}

describe('a rename that is killed', () => {
  it('leaves either user whole, and is done by the same command', async () => {
    const { s: base, key } = scene();
    const { plain } = secretsOf(base, key);
    const places = placesOf(base.db, 'ann');
    const columns = [...places.keys()].filter((column) =>
      /^(?!audit\.|report_rows\.|http_answers\.).*user_id$/.test(column),
    );
    expect(columns.length).toBeGreaterThan(8);
    const round = async (env: Record<string, string>) => {
      const s = new Scenario();
      cpSync(base.cwd, s.cwd, { recursive: true });
      return { s, ...(await rename(s, env)) };
    };

    const undisturbed = await round({ TORTURE_STEPS: base.path('steps') });
    expect(undisturbed).toMatchObject({ code: 0, signal: null });
    const { start: steps } = JSON.parse(readFileSync(base.path('steps'), 'utf8'));
    const midst = Array.from({ length: MIDST }, (_, i) => steps - LAST - 8 * i);
    const end = Array.from({ length: LAST }, (_, i) => steps - i);
    const left: Record<string, number> = {};
    for (const step of [...midst, ...end]) {
      const { s, signal } = await round({ TORTURE_AT: `start:${step}:SIGKILL` });
      expect([step, signal]).toEqual([step, 'SIGKILL']);
      const now = secretsOf(s, key);
      expect([step, now.plain]).toEqual([step, plain]);
      const [owner = ''] = now.owners;
      expect(now.owners).toHaveLength(1);
      expect([step, now.answers]).toEqual([step, owner === 'ann' ? 1 : 0]);
      left[owner] = (left[owner] ?? 0) + 1;
      const found = placesOf(s.db, owner);
      for (const column of columns) {
        expect([column, found.get(column)]).toEqual([column, places.get(column)]);
      }

      const again = await runTyped(RENAME, s);
      expect([step, again.code]).toEqual([step, owner === 'ann' ? 0 : 1]);
      expect(secretsOf(s, key)).toEqual({ answers: 0, owners: ['anx'], plain });
      expect(query(`${s.db}-keys`, 'SELECT user_id FROM user_keys')).toEqual([{ user_id: 'anx' }]);
      expect(query(s.db, 'SELECT * FROM keys_to_destroy')).toEqual([]);
      expect(query(s.db, "SELECT * FROM audit WHERE action = 'USER_RENAMED'")).toHaveLength(1);
      expect(auditFindings(s.db)).toEqual([]);
    }
    // Both were met.
    expect(Object.keys(left).sort()).toEqual(['ann', 'anx']);
  });
});
