import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostOf } from '../../../src/cli/io.js';
import { wholeUser } from '../../../src/enroll/retention.js';
import { deletedThere } from '../../../src/operations/publications/deleted-there.js';
import { Published } from '../../../src/postgres/published.js';
import { PublishedStaging } from '../../../src/postgres/published-staging.js';
import { toBlob } from '../../../src/store/embedding.js';
import { Publications } from '../../../src/store/publications/publications.js';
import { Store } from '../../../src/store/store.js';
import { uuidv7 } from '../../../src/store/uuid.js';
import { temporaryFolder } from '../../support/cli.js';
import { enroll } from '../../support/enrolled.js';
import { sampleOf } from '../../support/entries.js';
import { memoryIo } from '../../support/main.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { killedAt, ownFacts, publishInProcess, tableFacts } from './support.js';

const USERS = ['ann', 'bob', 'carol', 'dora'] as const;

/** Where a publication is killed: before the n-th call of one of these. */
const STEPS = [
  [Published.prototype, 'begin'],
  [PublishedStaging.prototype, 'add'],
  [PublishedStaging.prototype, 'addGone'],
  [Published.prototype, 'move'],
  [Published.prototype, 'count'],
  [Published.prototype, 'finish'],
  // Committed there, and not noted here.
  [Publications.prototype, 'finish'],
] as const;

type Step =
  | { readonly kind: 'enroll'; readonly who: string; readonly face: number }
  | { readonly kind: 'replace'; readonly who: string; readonly face: number }
  | { readonly kind: 'delete'; readonly who: string }
  | { readonly kind: 're-encode'; readonly who: string }
  | { readonly kind: 'rename'; readonly who: string; readonly to: string }
  | { readonly kind: 'delete there' }
  | { readonly kind: 'publish'; readonly compare: boolean }
  | {
      readonly kind: 'killed';
      readonly at: (typeof STEPS)[number];
      /** Which call of it. */
      readonly call: number;
      /** What happens while nobody publishes. */
      readonly meanwhile: readonly Step[];
    };

type Of<Kind extends Step['kind']> = Extract<Step, { readonly kind: Kind }>;

const who = fc.constantFrom(...USERS);
const face = fc.nat(99);
const kind = <Kind extends string>(word: Kind) => fc.constant(word);
const change: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: kind('enroll'), who, face }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('delete'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('replace'), who, face }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('rename'), who, to: who }) },
  { weight: 1, arbitrary: fc.record({ kind: kind('re-encode'), who }) },
  { weight: 2, arbitrary: fc.record({ kind: kind('delete there') }) },
);
const killed: fc.Arbitrary<Step> = fc.record({
  kind: kind('killed'),
  at: fc.constantFrom(...STEPS),
  call: fc.integer({ min: 1, max: 2 }),
  meanwhile: fc.array(change, { maxLength: 2 }),
});
const publish: fc.Arbitrary<Step> = fc.record({ kind: kind('publish'), compare: fc.boolean() });

describe.skipIf(!POSTGRES)('a published table', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  it('is the same as the collection after every publication, whatever came before', async () => {
    let runs = 0;
    const steps = fc.array(
      fc.oneof(
        { weight: 5, arbitrary: change },
        { weight: 2, arbitrary: killed },
        { weight: 2, arbitrary: publish },
      ),
      { minLength: 3, maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        runs += 1;
        const folder = temporaryFolder();
        const database = join(folder, 'faces.db');
        enroll(database, [{ userId: 'ann', embedding: sampleOf('a').embedding }]);
        const at = { server, folder, database, table: `faces_${runs}` };
        for (const step of all) await take(step, at);
        await take({ kind: 'publish', compare: false }, at);
      }),
      { numRuns: 10 },
    );
  }, 60_000);
});

interface At {
  readonly server: PostgresServer;
  readonly folder: string;
  readonly database: string;
  readonly table: string;
}

async function take(step: Step, at: At): Promise<void> {
  if (step.kind === 'killed') {
    const { url } = at.server;
    const { folder, table } = at;
    await killedAt(step.at, step.call, () => publishInProcess(folder, { url, table }));
    for (const one of step.meanwhile) await take(one, at);
  } else if (step.kind === 'publish') {
    const { compare } = step;
    await publishInProcess(at.folder, { url: at.server.url, table: at.table, compare });
    expect(await tableFacts(at.server.url, at.table)).toEqual(ownFacts(at.database));
  } else if (step.kind === 'enroll') {
    const { embedding } = sampleOf(`${step.who}${step.face}`);
    enroll(at.database, [{ userId: step.who, embedding }]);
  } else if (step.kind === 'replace' || step.kind === 're-encode') {
    rewritten(step, at.database);
  } else {
    await changed(step, at);
  }
}

async function changed(
  step: Of<'delete' | 'rename' | 'delete there'>,
  { folder, database }: At,
): Promise<void> {
  const store = Store.open(database, false);
  const part = store.collection('default', '');
  const now = new Date().toISOString();
  try {
    if (step.kind === 'delete there') {
      await deletedThere({ store, host: hostOf(memoryIo({ cwd: folder })) });
      return;
    }
    const own = [...part.holdings.all()].filter(({ userId }) => userId === step.who);
    if (own.length === 0) return;
    if (step.kind === 'delete') {
      part.removal.remove(
        own.map((one) => wholeUser(one, 'NAMED')),
        now,
      );
    } else if (part.users.find(step.to, false).length === 0) {
      part.transaction(() => part.renames.rename(step.who, step.to, now));
    }
  } finally {
    store.close();
  }
}

/** Another template takes the place of a user's first one: of another photo, or by another encoder. */
function rewritten(step: Of<'replace' | 're-encode'>, database: string): void {
  const db = new Database(database);
  const [row] = db
    .prepare<[string], Record<string, unknown>>('SELECT * FROM templates WHERE user_id = ?')
    .all(step.who);
  if (row) {
    const other = { ...row, updated_at: new Date().toISOString() };
    const changes =
      step.kind === 'replace'
        ? { face_id: uuidv7(), embedding: toBlob(sampleOf(`${step.face}`).embedding) }
        : { encoder: `${row.encoder}+`, embedding: toBlob(sampleOf('other').embedding) };
    const columns = Object.keys(row);
    db.transaction(() => {
      if (step.kind === 'replace') {
        db.prepare('DELETE FROM templates WHERE face_id = ?').run(row.face_id);
        const names = columns.map((name) => `@${name}`).join(', ');
        db.prepare(`INSERT INTO templates (${columns.join(', ')}) VALUES (${names})`).run({
          ...other,
          ...changes,
        });
      } else {
        db.prepare(
          'UPDATE templates SET encoder = @encoder, embedding = @embedding WHERE face_id = @face_id',
        ).run({ face_id: row.face_id, ...changes });
      }
    })();
  }
  db.close();
}
