import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { wholeUser } from '../../../src/enroll/retention.js';
import { deletePublished, openGallery, publish as publishGallery } from '../../../src/index.js';
import { deletePlanned } from '../../../src/operations/deletion/delete-planned.js';
import type { Records } from '../../../src/operations/links/types.js';
import { withDefaults } from '../../../src/operations/options/row.js';
import { deletePublished as deleteThere } from '../../../src/operations/publications/delete-published.js';
import { Service } from '../../../src/operations/serving/service.js';
import { usersDelete } from '../../../src/operations/users.js';
import { Store } from '../../../src/store/store.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { enroll } from '../../support/enrolled.js';
import { sampleOf } from '../../support/entries.js';
import { runTyped } from '../../support/main.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { fakePool, NOBODY, quietHost } from '../../support/service.js';
import { ownFacts, people, publish, readdress, run, tableFacts } from './support.js';

const USERS = ['ann', 'bob', 'carol', 'dora', 'erik'] as const;

describe.skipIf(!POSTGRES)('whoever is deleted here, while the server of a published table', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  /** A database that is published to a table of its own. */
  async function publishedDatabase(table: string): Promise<string> {
    const folder = temporaryFolder();
    enroll(join(folder, 'faces.db'), people(...USERS));
    await publish(folder, ['--to', server.url, '--table', table]);
    return folder;
  }

  it('is away, is told by the command, its receipt, status and check, and made up for', async () => {
    const folder = await publishedDatabase('away');
    await server.stop();
    const { stderr } = await run(folder, [
      'purge',
      '--user',
      'ann',
      'bob',
      '--yes',
      '--receipt',
      'r.json',
    ]);
    await server.start();
    const where = `127.0.0.1:${server.port}/postgres`;
    const left = `2 faces that were deleted or changed here may still be in away at ${where}`;
    expect(stderr).toContain(left);
    expect(stderr).toContain(
      `Run "faceenroll templates publish --to ${server.url} --table away --db faces.db" when it can be reached`,
    );
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')).published).toMatchObject([
      { table: 'away', at: where, done: 0, left: 2, problem: expect.stringContaining('cannot be') },
    ]);
    expect((await run(folder, ['status', 'carol'])).stderr).toContain(left);
    const checked = await runTyped(['check', '--db', 'faces.db'], { cwd: folder });
    expect(checked.stdout).toContain('STILL_PUBLISHED');
    expect(await tableFacts(server.url, 'away')).toHaveLength(5);

    await run(folder, ['users', 'delete', 'carol', '--yes']);
    expect(await tableFacts(server.url, 'away')).toEqual(ownFacts(join(folder, 'faces.db')));
    expect((await run(folder, ['check'])).stdout).toContain('Nothing is wrong.');
    const audit = query(
      join(folder, 'faces.db'),
      "SELECT * FROM audit WHERE action = 'PUBLISHED_DELETED'",
    );
    expect(audit.map(({ detail }) => JSON.parse(detail))).toEqual([
      { table: 'away', at: where, faces: 3 },
    ]);
  });

  it('never answers, is waited for once, whatever number of tables it has', async () => {
    const folder = await publishedDatabase('silent');
    await publish(folder, ['--to', server.url, '--table', 'silent_too']);
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket));
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo;
    readdress(folder, `postgres://me@127.0.0.1:${port}/postgres`);
    const { stderr } = await run(folder, ['users', 'delete', 'ann', '--yes']);
    expect(stderr).toContain('may still be in silent at');
    expect(stderr).toContain('may still be in silent_too at');
    expect(sockets).toHaveLength(1);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('is named with a file that is gone, is told by the receipt all the same', async () => {
    const folder = await publishedDatabase('without_ca');
    readdress(folder, `${server.url}?sslmode=verify-full&sslrootcert=gone.pem`);
    const words = ['users', 'delete', 'ann', '--yes', '--receipt', 'r.json'];
    expect((await run(folder, words)).stderr).toContain('may still be in without_ca at');
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8')).published).toMatchObject([
      { done: 0, left: 1, problem: expect.stringContaining('gone.pem') },
    ]);
  });

  it('answers, is told by the receipt also where the database here cannot note it', async () => {
    const folder = await publishedDatabase('not_noted');
    const db = new Database(join(folder, 'faces.db'));
    db.exec(`CREATE TRIGGER full BEFORE UPDATE OF is_done ON publication_changes
             BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
    const words = ['users', 'delete', 'ann', 'bob', '--yes', '--receipt', 'r.json'];
    expect((await run(folder, words)).stderr).toContain(
      `2 faces deleted or changed here: done in not_noted at 127.0.0.1:${server.port}/postgres as well, but what was done there could not be noted here: the disk is full. The next deletion or publication does it once more.`,
    );
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'))).toMatchObject({
      counts: { users: 2 },
      published: [{ done: 2, left: 0, problem: expect.stringContaining('the disk is full') }],
    });
    expect(await tableFacts(server.url, 'not_noted')).toHaveLength(3);
    db.exec('DROP TRIGGER full');
    db.close();
    expect((await run(folder, ['users', 'delete', 'carol', '--yes'])).stderr).toBe('');
    expect(await tableFacts(server.url, 'not_noted')).toEqual(ownFacts(join(folder, 'faces.db')));
    expect((await run(folder, ['check'])).stdout).toContain('Nothing is wrong.');
  });

  it('cannot be asked for in the database here, has a receipt all the same', async () => {
    const folder = await publishedDatabase('unknown');
    const store = Store.open(join(folder, 'faces.db'), false);
    const states = vi.spyOn(store.publications, 'states').mockImplementation(() => {
      throw new Error('disk I/O error');
    });
    const told: string[] = [];
    const host = { ...quietHost(), cwd: folder, tell: (text: string) => told.push(text) };
    const context = { store, db: 'faces.db', collection: 'default', host };
    const part = store.collection('default', '');
    const [ann] = [...part.holdings.all()].filter(({ userId }) => userId === 'ann');
    const deletions = [wholeUser(ann as NonNullable<typeof ann>, 'NAMED')];
    await deletePlanned(context, part, deletions, { command: 'users delete', receipt: 'r.json' });
    states.mockRestore();
    store.close();
    expect(told).toEqual([expect.stringMatching(/may still be published: .*\(disk I\/O error\)/)]);
    expect(JSON.parse(readFileSync(join(folder, 'r.json'), 'utf8'))).toMatchObject({
      counts: { users: 1 },
      published: null,
    });
  });

  it('answers, is left where a large deletion is interrupted', async () => {
    const folder = await publishedDatabase('interrupted');
    const database = join(folder, 'faces.db');
    const { embedding } = sampleOf('many');
    const many = Array.from({ length: 1001 }, (_, n) => ({ userId: `user ${n}`, embedding }));
    enroll(database, many);
    await publish(folder, ['--table', 'interrupted']);
    const db = new Database(database);
    db.exec("DELETE FROM templates WHERE user_id LIKE 'user %'");
    db.close();
    const store = Store.open(database, false);
    const records: Records = {
      read: (use) => use(store),
      write: (work) => store.inTurn(() => work(store)),
    };
    const facts = { table: 'interrupted', done: 1000, left: 1, problem: 'it was interrupted' };
    expect(await deleteThere(records, AbortSignal.abort())).toMatchObject([facts]);
    expect(await deleteThere(records)).toMatchObject([{ done: 1, left: 0, problem: null }]);
    store.close();
    expect(await tableFacts(server.url, 'interrupted')).toEqual(ownFacts(database));
  });

  it('answers, is deleted there by a server while requests go on', async () => {
    const folder = await publishedDatabase('served');
    const database = join(folder, 'faces.db');
    const told: string[] = [];
    const host = { ...quietHost(), tell: (text: string) => told.push(text) };
    const service = await Service.open({ db: database }, host, () => fakePool());
    const input = { ...withDefaults(usersDelete.options, {}), userId: ['ann'] };
    await service.perform(usersDelete, input, { caller: NOBODY }, (plan) => plan.carryOut());
    await vi.waitFor(() => expect(told).toHaveLength(1), 10_000);
    await service.close();
    expect(told[0]).toMatch(/^Deleted from served at .*: 1$/);
    expect(await tableFacts(server.url, 'served')).toEqual(ownFacts(database));
  });

  it('answers, is deleted there by a caller of the library', async () => {
    const database = join(await publishedDatabase('library'), 'faces.db');
    const gallery = openGallery({ database });
    expect(gallery.users.delete('ann', 'bob')).toMatchObject({ stillPublished: 2 });
    expect(await deletePublished(gallery)).toMatchObject([{ table: 'library', done: 2, left: 0 }]);
    expect(await tableFacts(server.url, 'library')).toHaveLength(3);
    gallery.users.rename('carol', 'caroline');
    expect(await publishGallery(gallery, { table: 'library' })).toMatchObject({
      changed: 1,
      faces: 3,
    });
    gallery.close();
    expect(await tableFacts(server.url, 'library')).toEqual(ownFacts(database));
  });
});
