import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { query, temporaryFolder } from '../../support/cli.js';
import { builtModule, SERVICE_SCRIPT } from '../../support/killed-service.js';
import { runMain } from '../../support/main.js';
import { expectSound } from '../../support/scenario.js';

/** People who use their links without end, every third of whom waits for an operator; tells each answer. */
const SERVER = `${SERVICE_SCRIPT}
  import { makeLinkDesk } from '${builtModule('operations/links/desk.js')}';
  import { DEFAULT_TERMS } from '${builtModule('operations/links/types.js')}';
  const service = await Service.open({ db: process.argv[1] }, host, () => pool);
  const desk = makeLinkDesk(service, {});
  const now = () => new Date().toISOString();
  await service.write((store) => store.collections.create('default', now()));
  const consent = { version: '1', language: 'en', text: 'What is stored.' };
  let user = 0;
  const person = async () => {
    for (;;) {
      const userId = 'u' + ++user;
      const terms = { ...DEFAULT_TERMS, review: user % 3 === 0 };
      const token = await service.write((store) => {
        const { users, audit } = store.collection('default', '');
        users.create(userId, { known: {}, extra: {} }, now());
        audit.record('USER_CREATED', { userId }, {}, now());
        return store.links.make({ collection: 'default', userId }, terms, now()).link.token;
      });
      const photo = { name: 'x.jpg', bytes: Buffer.from(userId) };
      const { kind } = await desk.submit(token, { photo, consent }, { signal });
      process.stdout.write(userId + ' ' + kind + '\\n');
    }
  };
  for (let i = 0; i < 16; i += 1) void person();
`;

/** What the database has of a person. */
interface Person {
  readonly userId: string;
  readonly endedBy: string | null;
  readonly templates: number;
  readonly waiting: number;
  readonly agreed: number;
  readonly consentAt: string | null;
  readonly audited: string | null;
}

describe('a server that is killed while people use their links', () => {
  it('has done all of each that it told, and none of any by half', async () => {
    const db = join(temporaryFolder(), 'served.db');
    const child = spawn(process.execPath, ['--input-type=module', '-e', SERVER, db], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told = new Map<string, string>();
    for await (const line of createInterface(child.stdout)) {
      const [userId = '', kind = ''] = line.split(' ');
      told.set(userId, kind);
      if (told.size === 60) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    expect(told.size).toBeGreaterThanOrEqual(60);
    // The next command has it as it was committed.
    const { code } = await runMain(['status', '--db', db], { cwd: temporaryFolder() });
    expect(code).toBe(0);
    const people: readonly Person[] = query(
      db,
      `SELECT user_id AS userId, ended_by AS endedBy, consent_at AS consentAt,
         (SELECT count(*) FROM templates t WHERE t.user_id = u.user_id) AS templates,
         (SELECT count(*) FROM submissions s WHERE s.user_id = u.user_id) AS waiting,
         (SELECT count(*) FROM consents c WHERE c.user_id = u.user_id) AS agreed,
         (SELECT group_concat(action, ' ') FROM
           (SELECT action FROM audit a WHERE a.user_id = u.user_id AND action <> 'USER_CREATED'
            ORDER BY action)) AS audited
       FROM users u JOIN links USING (collection, user_id)`,
    );
    const states = people.map(({ userId, consentAt, ...person }) => {
      const state = { ...person, hasConsent: consentAt !== null };
      const kind = told.get(userId);
      if (kind !== undefined) expect([userId, stateOf(state)]).toEqual([userId, kind]);
      return stateOf(state);
    });
    expect(new Set(states)).toContain('enrolled');
    expect(new Set(states)).toContain('waiting');
    expectSound(db);
  }, 60_000);
});

/** @throws of what is neither whole nor nothing. */
function stateOf(state: object): string {
  const found = Object.entries(STATES).find(([, whole]) => {
    return (
      JSON.stringify(Object.entries(whole).sort()) === JSON.stringify(Object.entries(state).sort())
    );
  });
  if (!found) throw new Error(`half done: ${JSON.stringify(state)}`);
  return found[0];
}

const STATES = {
  nothing: {
    ...{ endedBy: null, templates: 0, waiting: 0, agreed: 0, hasConsent: false, audited: null },
  },
  enrolled: {
    ...{ endedBy: 'used', templates: 1, waiting: 0, agreed: 1, hasConsent: true },
    audited: 'ENROLLED_BY_LINK LINK_USED NEW_TEMPLATE_CREATED USER_UPDATED',
  },
  waiting: {
    ...{ endedBy: 'used', templates: 0, waiting: 1, agreed: 1, hasConsent: false },
    audited: 'LINK_USED REVIEW_REQUESTED',
  },
};
