import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Link } from '../../../src/postgres/link.js';
import { postgresPlace } from '../../../src/postgres/place.js';
import { type CommandResult, events, faceenroll } from '../../support/cli.js';
import { runTyped } from '../../support/main.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../../support/postgres.js';
import { Scenario } from '../../support/scenario.js';
import { enrollWithThumbnails, scenarioWithPack, withPacks } from '../../support/upgrades.js';

const KEY = Buffer.alloc(32, 7).toString('base64');

describe.skipIf(!POSTGRES)('the commands of a queue', () => {
  let server: PostgresServer;
  let admin: Link;

  const environment = (user = 'faceenroll') => ({
    FACEENROLL_QUEUE: server.url.replace('faceenroll@', `${user}@`),
    FACEENROLL_QUEUE_KEY: KEY,
  });

  const call = (words: string, user?: string): Promise<CommandResult> =>
    runTyped(words.split(' '), { cwd: new Scenario().cwd, env: environment(user) });

  /** A worker in a process of its own; `whenItRuns` has the line that it starts with. */
  async function worker<T>(
    words: readonly string[],
    env: Readonly<Record<string, string>>,
    whenItRuns: (line: string) => Promise<T>,
  ): Promise<{ readonly ended: CommandResult; readonly result: T }> {
    const started = Promise.withResolvers<string>();
    let stop = (): unknown => undefined;
    const ending = faceenroll(['worker', '--workers', '1', ...words], {
      ...{ cwd: new Scenario().cwd, env: { ...environment(), ...env } },
      onStart: (child) => {
        stop = () => child.kill('SIGTERM');
        child.stderr?.on('data', (data) => started.resolve(String(data)));
      },
    });
    const line = await Promise.race([started.promise, ending.then(({ stderr }) => stderr)]);
    const result = await whenItRuns(line);
    stop();
    return { ended: await ending, result };
  }

  beforeAll(async () => {
    server = await postgresServer();
    admin = new Link(postgresPlace(server.url), { connections: 1, name: 'test', tell: () => {} });
  }, 30_000);

  afterAll(async () => {
    await admin?.close();
    await server?.remove();
  });

  it('make its tables once, and again only when that is agreed to', async () => {
    const made = events(await call('queue setup --json'));
    expect(made).toEqual([expect.objectContaining({ isMade: true })]);
    expect((await call('queue setup')).stdout).toMatch(/are there already\.$/m);
    const refused = await call('queue setup --again');
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/say --yes$/m)]);
    const again = events(await call('queue setup --again --yes --json'));
    expect(again).toEqual([expect.objectContaining({ isMade: true })]);
  });

  it('complete tables of which a killed program has made some', async () => {
    await call('queue setup --again --yes');
    await admin.query('DROP TABLE faceenroll_queue.format, faceenroll_queue.photos');
    const completed = events(await call('queue setup --json'));
    expect(completed).toEqual([expect.objectContaining({ isMade: true })]);
    expect((await call('queue purge --all --yes')).code).toBe(0);
  });

  it('print SQL with which a role that owns nothing can work', async () => {
    const { stdout: sql } = await call('queue setup --print --again --role worker');
    await admin.query(sql);
    expect((await call('queue status', 'worker')).stdout).toMatch(/^Queue at .*: 0 imports/);
    expect((await call('queue setup --again --yes', 'worker')).stderr).toMatch(
      /may not delete the tables of the queue: .*"faceenroll queue setup --print --again --role <user>" prints$/m,
    );
    const ended = await call('worker --until-idle 1 --json', 'worker');
    expect(ended.code).toBe(0);
    expect(events(ended)).toEqual([expect.objectContaining({ event: 'worked', done: 0 })]);
    const quiet = await call('worker --until-idle 1 --quiet', 'worker');
    expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
    const rights = await admin.query(
      "SELECT FROM pg_tables WHERE schemaname = 'faceenroll_queue' AND tableowner = 'worker'",
    );
    expect(rights.rowCount).toBe(0);
  });

  it.each([
    ['worker --until-idle 1', 'DELETE'],
    ['queue status', 'SELECT'],
    ['queue purge --all --yes', 'SELECT'],
  ])(
    'tell who can help where a right on a table is missing: %s without %s',
    async (command, right) => {
      await admin.query((await call('queue setup --print --again --role limited')).stdout);
      await admin.query(`REVOKE ${right} ON faceenroll_queue.photos FROM limited`);
      const { code, stderr } = await call(command, 'limited');
      expect(code).toBe(1);
      expect(stderr).toMatch(/may not make or use the tables .* or only its lines with GRANT/);
    },
  );

  it('tell what a killed import has left, and delete it only when that is agreed to', async () => {
    await call('queue setup');
    const id = randomUUID();
    const facts = JSON.stringify({ encoder: 'e', pipeline: 1, models: {} });
    await admin.query(
      `INSERT INTO faceenroll_queue.imports (import, host, process_space, pid, queue, extractor, priority, transport, seen_at)
       VALUES ($1, 'elsewhere', '', 1, 'photos-x', $2, 0, 'bytes', now() - interval '1 hour')`,
      [id, facts],
    );
    for (const table of ['photos', 'answers', 'answers']) {
      await admin.query(
        `INSERT INTO faceenroll_queue.${table} (photo, import, mark, salt, sealed) VALUES ($1, $2, '', '', '')`,
        [randomUUID(), id],
      );
    }
    expect((await call('queue status')).stdout).toContain('3 photos and results left by 1 import');
    expect(events(await call('queue status --json')).at(-1)).toMatchObject({ imports: 0, left: 3 });
    expect((await call('queue purge')).code).toBe(2);
    const [would] = events(await call('queue purge --dry-run --json'));
    expect(would).toMatchObject({ photos: 1, answers: 2, imports: 1, dryRun: true });
    const purged = await call('queue purge --yes');
    expect(purged.stdout).toBe('Deleted: 1 photo, 2 results and 1 entry of an import\n');
    expect((await call('queue purge --yes')).stdout).toBe('There is nothing to delete.\n');
    expect(events(await call('queue status --json')).at(-1)).toMatchObject({ left: 0 });
  });

  it('have a worker that says what it is, is measured, and ends in good order', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1002.jpg', '1003.jpg']);
    s.write('photos/1004.jpg', Buffer.from('no photo'));
    const env = environment();
    const more = ['--create-missing'];
    const { ended, result } = await worker(
      ['--metrics-listen', '127.0.0.1:0', '--json'],
      {},
      async (line) => {
        const dry = await s.call(['import-faces', 'photos', '--dry-run', ...more], { env });
        const real = await s.call(['import-faces', 'photos', ...more], { env });
        const [, address] = /metrics on (http:\S+)/.exec(line) ?? [];
        const metrics = await (await fetch(`${address}/metrics`)).text();
        const status = events(await call('queue status --json'));
        return { line, dry, real, metrics, status };
      },
    );
    expect(result.line).toMatch(
      /^Worker \d+: pack standard \(mobilefacenet-tf-192\), 1 thread, queue at 127\.0\.0\.1:\d+\/postgres, metrics on/,
    );
    expect([result.dry.code, result.real.code]).toEqual([3, 3]);
    expect(s.userIds()).toEqual(['1001', '1002', '1003']);
    expect(result.metrics).toContain('faceenroll_worker_photos_total{outcome="extracted"} 6');
    expect(result.metrics).toMatch(/^faceenroll_worker_photo_seconds_count [678]$/m);
    expect(result.metrics).toMatch(/^faceenroll_queue_photos_waiting 0$/m);
    expect(result.metrics).toMatch(/^faceenroll_worker_photos_at_work 0$/m);
    expect(result.metrics).toContain(
      '# TYPE faceenroll_queue_outages_total counter\nfaceenroll_queue_outages_total 0',
    );
    expect(result.status.map(({ event }) => event)).toEqual(['worker', 'summary']);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('Stopping: photos at work are finished');
    const [worked] = events(ended);
    expect(worked).toMatchObject({ event: 'worked', pack: 'standard', threads: 1 });
    expect(worked.done - worked.failed).toBe(6);
    // The journal has the command, and no secret.
    const [{ command_line: words }] = s.query('SELECT command_line FROM runs LIMIT 1');
    expect(words).not.toContain(KEY);
  }, 60_000);

  it('encode the faces of an upgrade as this machine does', async () => {
    const encoded = async (env: Readonly<Record<string, string>>) => {
      const s = await scenarioWithPack();
      enrollWithThumbnails(s.db, 6);
      const all = { ...withPacks(s).env, ...env };
      const upgrade = ['upgrade', '--models', 'small', '--yes', '--json'];
      const models = { FACEENROLL_MODELS: all.FACEENROLL_MODELS };
      const run = () => s.call(upgrade, { env: all });
      const told =
        env.FACEENROLL_QUEUE === undefined
          ? await run()
          : (await worker(['--models', 'small'], models, run)).result;
      expect(events(told).at(-1)).toMatchObject({ upgraded: 6, failed: 0 });
      return s
        .query('SELECT embedding FROM templates WHERE encoder LIKE ? ORDER BY user_id', 'small%')
        .map(({ embedding }) => Buffer.from(embedding).toString('hex'));
    };
    const here = await encoded({});
    expect(here).toHaveLength(6);
    expect(await encoded(environment())).toEqual(here);
  }, 60_000);
});
