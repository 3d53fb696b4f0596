import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeDemo } from '../../fixtures/demo/make.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../support/postgres.js';
import { expectEmpty, left, queryPostgres, queueEnv, workerHere } from '../support/queue.js';
import { fixture, Scenario } from '../support/scenario.js';
import { served } from '../support/served.js';
import { until } from '../support/stopping.js';
import { scenarioWithPack, withPacks } from '../support/upgrades.js';
import { IMPORTS, writeImports } from '../torture/queue/batches.js';
import { lasting } from '../torture/queue/contents.js';
import { differences, remains } from '../torture/queue/remains.js';

let server: PostgresServer;

/** Does the same without and with a queue, and expects that the same is left. */
async function expectSame(
  make: (s: Scenario) => Promise<void> | void,
  work: (s: Scenario, env: Readonly<Record<string, string>>) => Promise<void>,
): Promise<Scenario> {
  const [local, queued] = [new Scenario(), new Scenario()];
  await make(local);
  cpSync(local.cwd, queued.cwd, { recursive: true });
  await work(local, {});
  await work(queued, queueEnv(server.url));
  expect(differences(left(local), left(queued))).toEqual([]);
  await expectEmpty(server.url);
  return queued;
}

const codes = (s: Scenario) =>
  s
    .query('SELECT DISTINCT coalesce(code, action) AS c FROM run_items ORDER BY 1')
    .map(({ c }) => c);

describe.skipIf(!POSTGRES)('imports over a queue leave what they leave without one', () => {
  beforeAll(async () => {
    server = await postgresServer();
  });
  afterAll(() => server.remove());

  it('of the demo', async () => {
    const worker = workerHere(server.url);
    const s = await expectSame(
      async (s) => {
        await makeDemo(s.cwd);
      },
      async (s, env) => {
        const flag = ['--duplicates', 'flag', '--duplicate-fpir', '0.0001'];
        const csv = ['import-csv', 'users.csv', '--images', 'csv-photos', ...flag];
        expect((await s.call(csv, { env })).code).toBe(3);
        expect((await s.call(['import-faces', 'photos', ...flag], { env })).code).toBe(3);
      },
    );
    expect(codes(s)).toEqual(expect.arrayContaining(['FACE_NOT_FOUND', 'NEW_TEMPLATE_CREATED']));
    expect(await worker.stop()).toBeGreaterThan(20);
  });

  it('of a CSV with mistakes, its corrected error report, and a sync that deletes', async () => {
    workerHere(server.url);
    const s = await expectSame(
      (s) => {
        s.photos(['1001.jpg', '1002.jpg', '1003.jpg', '1004.jpg', '1005.jpg', '1006.jpg']);
        for (const file of ['landscape.jpg', 'two-people.jpg', 'truncated.jpg', 'heic.jpg']) {
          copyFileSync(fixture('broken', file), s.path('photos', file));
        }
        s.write(
          'users.csv',
          [
            'user_id,name,face_image_file1,face_image_file2',
            '1,Ann,1001.jpg,',
            '2,Bo,landscape.jpg,',
            '3,Cy,gone.jpg,',
            '4,Di,1002.jpg,two-people.jpg',
            '5,Ed,truncated.jpg,',
            '6,Flo,heic.jpg,',
            '7,Ann again,1001.jpg,',
            '8,Gus,1005.jpg,1004.jpg',
            '',
          ].join('\n'),
        );
      },
      async (s, env) => {
        const options = ['--images', 'photos', '--duplicates', 'refuse', '--profile-image'];
        expect((await s.call(['import-csv', 'users.csv', ...options], { env })).code).toBe(3);
        const report = s.path('users.errors.csv');
        const corrected = readFileSync(report, 'utf8').replace('landscape.jpg', '1003.jpg');
        writeFileSync(report, corrected);
        expect((await s.call(['import-csv', 'users.errors.csv'], { env })).code).toBe(3);
        s.write('hr.csv', 'user_id,name,face_image_file1\n1,Ann,1001.jpg\n9,New,1006.jpg\n');
        const sync = ['sync', 'hr.csv', ...options, '--max-deletions', '9'];
        expect((await s.call(sync, { env })).code).toBe(0);
      },
    );
    expect(s.userIds()).toEqual(['1', '9']);
  });

  it('with a command for the retry that names the queue and its key again, as they were typed', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    s.write('users.csv', 'user_id,name,face_image_file1\n1,Ann,gone.jpg\n');
    await s.call(['key', 'generate', 'the key']);
    const typed = ['--queue', server.url, '--queue-key-file', 'the key'];
    const { summary } = await s.json(['import-csv', 'users.csv', '--images', 'photos', ...typed]);
    expect(summary.retry).toBe(
      `faceenroll import-csv users.errors.csv --queue ${server.url} --queue-key-file 'the key'`,
    );
    const settings = { queue: server.url, 'queue-key-file': 'the key' };
    s.write('elsewhere.json', JSON.stringify({ 'import-csv': settings }));
    const configured = [
      '--config',
      'elsewhere.json',
      'import-csv',
      'users.csv',
      '--images',
      'photos',
    ];
    expect((await s.json([...configured, '--replace-report'])).summary.retry).toBe(summary.retry);
  });

  it('of three at once that share two workers, of which one sees the photos of a folder', async () => {
    const [local, queued] = [new Scenario(), new Scenario()];
    writeImports(local.cwd, 13);
    cpSync(local.cwd, queued.cwd, { recursive: true });
    for (const { words } of IMPORTS) expect((await local.call(words)).code).toBe(3);
    const workers = [
      workerHere(server.url, ['--photos', queued.path('folder')]),
      workerHere(server.url),
    ];
    // Otherwise one that is slow to begin finds that the other has done all.
    const there = 'SELECT count(*)::int AS n FROM faceenroll_queue.workers';
    await until('both are there', async () => {
      const [row] = await queryPostgres(server.url, there).catch(() => []);
      return row?.n === 2;
    });
    const env = queueEnv(server.url);
    const ended = await Promise.all(
      IMPORTS.map(({ words, queue }) => queued.call([...words, ...queue], { env })),
    );
    expect(ended.map(({ code }) => code)).toEqual([3, 3, 3]);
    expect(differences(remains(local.cwd), remains(queued.cwd))).toEqual([]);
    await expectEmpty(server.url);
    const done = await Promise.all(workers.map((worker) => worker.stop()));
    expect(done.reduce((sum, n) => sum + n)).toBe(3 * 13);
    expect(Math.min(...done)).toBeGreaterThan(0);
  });

  it('of an upgrade to another pack', async () => {
    const [local, queued] = [await scenarioWithPack(), await scenarioWithPack()];
    for (const s of [local, queued]) {
      s.photos(['1001.jpg', '1002.jpg', '1003.jpg']);
      await s.call(['import-faces', 'photos', '--create-missing']);
    }
    const upgrade = ['upgrade', '--models', 'small', '--yes'];
    expect((await local.call(upgrade, withPacks(local))).code).toBe(0);
    const { env } = withPacks(queued);
    const worker = workerHere(server.url, ['--models', 'small'], env.FACEENROLL_MODELS);
    const ended = await queued.call(upgrade, { env: { ...env, ...queueEnv(server.url) } });
    expect(ended.code).toBe(0);
    expect(differences(left(local), left(queued))).toEqual([]);
    await expectEmpty(server.url);
    expect(await worker.stop()).toBe(3);
  });

  it('of a service: who enrolls, fails and is found', async () => {
    const worker = workerHere(server.url);
    const [local, queued] = [new Scenario(), new Scenario()];
    const answers = await answersOf(local, {});
    expect(answers.map(([status]) => status)).toEqual([201, 422, 200]);
    expect(await answersOf(queued, queueEnv(server.url))).toEqual(answers);
    expect(differences(left(local), left(queued))).toEqual([]);
    await expectEmpty(server.url);
    expect(await worker.stop()).toBe(3);
  });
});

/** What a service answers to the photos of three requests, without IDs and times. */
async function answersOf(s: Scenario, env: Readonly<Record<string, string>>) {
  const { address, child, ended } = await served([], { cwd: s.cwd, env });
  const words = ['keys', 'create', '--name', 'door', '--scope', 'enroll,search', '--json'];
  const { key } = JSON.parse((await s.call(words)).stdout);
  const answers: [number, unknown][] = [];
  for (const [path, photo] of [
    ['faces', 'photos/1001.jpg'],
    ['faces', 'broken/landscape.jpg'],
    ['identify', 'photos/1001.jpg'],
  ] as const) {
    const body = new FormData();
    if (path === 'faces') body.append('external_id', photo);
    body.append('image', new Blob([readFileSync(fixture(photo))]), 'photo.jpg');
    const sent = { method: 'POST', headers: { 'x-api-key': key }, body };
    const answer = await fetch(`${address}/api/v1/collections/default/${path}`, sent);
    answers.push([answer.status, lasting(await answer.json())]);
  }
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  expect(code).toBe(0);
  // Each line of its log is an object of JSON.
  expect(stderr.match(/^[^{].*$/gm)).toBeNull();
  return answers;
}
