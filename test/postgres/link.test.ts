import { chmodSync, chownSync, copyFileSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { Link, type LinkOptions } from '../../src/postgres/link.js';
import { postgresPlace } from '../../src/postgres/place.js';
import { HAS_OPENSSL, selfSigned } from '../support/certificates.js';
import { temporaryFolder } from '../support/cli.js';
import { POSTGRES, type PostgresServer, postgresServer } from '../support/postgres.js';
import { tcpProxy } from '../support/tcp-proxy.js';

const PATIENT = { timeout: 30_000, interval: 100 };

describe.skipIf(!POSTGRES)('a link to PostgreSQL', () => {
  let server: PostgresServer;
  let data: string;
  const links: Link[] = [];

  /** A link, and what it has told. */
  const linkTo = (url: string, options: Partial<LinkOptions> = {}) => {
    const told: string[] = [];
    const tell = (message: string): void => void told.push(message);
    const link = new Link(postgresPlace(url), { connections: 2, name: 'test', tell, ...options });
    links.push(link);
    return { link, told };
  };
  /** What its first statement says where it waits 0.3 s at most. */
  const problem = async (url: string): Promise<string> => {
    const { link } = linkTo(url, { firstMs: 300 });
    return link.query('SELECT 1').then(
      () => 'it answers',
      (error: Error) => `${error.name}: ${error.message}`,
    );
  };
  const at = (change: (url: URL) => void): string => {
    const url = new URL(server.url);
    change(url);
    return url.href;
  };

  beforeAll(async () => {
    server = await postgresServer(['superuser_reserved_connections = 0', 'max_connections = 12']);
    const { link } = linkTo(server.url);
    const { rows } = await link.query<{ readonly data_directory: string }>('SHOW data_directory');
    data = rows[0]?.data_directory ?? '';
    const hba = join(data, 'pg_hba.conf');
    const password = 'host all secretive 127.0.0.1/32 scram-sha-256\n';
    writeFileSync(hba, password + readFileSync(hba, 'utf8'));
    await link.query("CREATE ROLE secretive LOGIN PASSWORD 'right'");
    await link.query('SELECT pg_reload_conf()');
  }, 30_000);

  afterEach(async () => {
    await Promise.all(links.splice(0).map((link) => link.close()));
  });

  afterAll(async () => {
    await server?.remove();
  });

  test('takes a server for away that does not answer in time, and gives what is long more of it', async () => {
    const { link } = linkTo(server.url, { answerMs: 200 });
    const long = link.transaction((within) => within.query('SELECT pg_sleep(0.5)'), 60_000);
    expect(await long).toMatchObject({ rowCount: 1 });
    expect(await link.query('SELECT pg_sleep(0.5)', [], 60_000)).toMatchObject({ rowCount: 1 });
    expect(link.outages).toBe(0);
    const short = link.transaction((within) => within.query('SELECT pg_sleep(0.5)'));
    const ended = expect(short).rejects.toThrow(/cannot be reached: it does not answer$/);
    await vi.waitFor(() => expect(link.isAway).toBe(true), 10_000);
    link.stopWaiting();
    await ended;
  });

  test('closes a connection at once whose answer nobody awaits any more', async () => {
    const proxy = await tcpProxy(server.port);
    const { link } = linkTo(
      at((url) => (url.port = String(proxy.port))),
      { lastMs: 50 },
    );
    await link.query('SELECT 1');
    expect(proxy.open()).toBe(1);
    const release = proxy.holdAnswers();
    const unanswered = expect(link.query('SELECT 2')).rejects.toThrow(/cannot be reached/);
    await sleep(0);
    await link.close();
    await unanswered;
    await vi.waitFor(() => expect(proxy.open()).toBe(0), 10_000);
    release();
    await proxy.close();
  });

  test('a statement that comes when its transaction has failed is not done by itself', async () => {
    const { link } = linkTo(server.url);
    await link.query('CREATE TABLE strays (n integer)');
    const failed = link.transaction(async (within) => {
      const failing = within.query('SELECT 1 / 0');
      const next = failing
        .catch(() => setImmediate())
        .then(() => within.query('INSERT INTO strays VALUES (1)'));
      await Promise.all([failing, next]);
    });
    await expect(failed).rejects.toThrow(/division by zero/);
    expect((await link.query('SELECT n FROM strays')).rows).toEqual([]);
  });

  test('sends the first statement of a transaction without waiting for its beginning', async () => {
    const proxy = await tcpProxy(server.port);
    const { link } = linkTo(at((url) => (url.port = String(proxy.port))));
    const { link: admin } = linkTo(server.url);
    await link.query('SELECT 1');
    const release = proxy.holdAnswers();
    const answer = link.transaction((within) => within.query('SELECT 42 AS answer'));
    await vi.waitFor(async () => {
      const { rows } = await admin.query(
        "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT 42 AS answer' AND state = 'idle in transaction'",
      );
      expect(rows).toHaveLength(1);
    }, PATIENT);
    release();
    expect(await answer).toMatchObject({ rows: [{ answer: 42 }] });
    await link.close();
    await proxy.close();
  });

  test('does a statement again that is stuck when others are answered after an outage, and says nothing of it', async () => {
    const proxy = await tcpProxy(server.port);
    const behind = at((url) => (url.port = String(proxy.port)));
    const { link, told } = linkTo(behind, { connections: 3, stuckMs: 500 });
    const { link: admin } = linkTo(server.url);
    const running = async (query: string): Promise<void> => {
      const { rows } = await admin.query(
        `SELECT 1 FROM pg_stat_activity WHERE query = $$${query}$$ AND pid <> pg_backend_pid()`,
      );
      expect(rows).toHaveLength(1);
    };
    await link.query('SELECT 1');
    const release = proxy.holdAnswers();
    const stuck = link.query("SELECT 'stuck' AS answer");
    await vi.waitFor(() => running("SELECT 'stuck' AS answer"), PATIENT);
    await sleep(600);
    const cut = link.query('SELECT pg_sleep(0.5)');
    await vi.waitFor(() => running('SELECT pg_sleep(0.5)'), PATIENT);
    await admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(0.5)'",
    );
    await cut;
    expect(await stuck).toMatchObject({ rows: [{ answer: 'stuck' }] });
    release();
    await link.close();
    expect(told.map((line) => line.split(' ', 1)[0])).toEqual(['Waiting', 'PostgreSQL']);
    await proxy.close();
  });

  test('has the server undo what a stuck transaction has done, which is then not in its own way', async () => {
    const proxy = await tcpProxy(server.port);
    const behind = at((url) => (url.port = String(proxy.port)));
    const { link } = linkTo(behind, { connections: 3, stuckMs: 500 });
    const { link: admin } = linkTo(server.url);
    await link.query('CREATE TABLE locked (n integer); INSERT INTO locked VALUES (0)');
    const inState = (state: string) =>
      vi.waitFor(async () => {
        const { rows } = await admin.query<{ readonly pid: number }>(
          `SELECT pid FROM pg_stat_activity WHERE state = '${state}' AND application_name = 'test' AND pid <> pg_backend_pid()`,
        );
        expect(rows).toHaveLength(1);
        return rows[0]?.pid;
      }, PATIENT);
    const release = proxy.holdAnswers();
    let isDone = false;
    const stuck = link
      .transaction((within) => within.query('UPDATE locked SET n = n + 1'))
      .then(() => {
        isDone = true;
      });
    await inState('idle in transaction');
    await sleep(600);
    const cut = link.query('SELECT pg_sleep(0.5)');
    await admin.query('SELECT pg_terminate_backend($1)', [await inState('active')]);
    await cut;
    // The server itself would end the transaction after half a minute.
    await vi.waitFor(() => expect(isDone).toBe(true), 10_000);
    await stuck;
    release();
    expect((await admin.query('SELECT n FROM locked')).rows).toEqual([{ n: 1 }]);
    await link.close();
    await proxy.close();
  });

  test('has the server give up a connection, too, whose machine has lost its power', async () => {
    const { link } = linkTo(server.url, { begin: 'SET synchronous_commit = off' });
    const { rows } = await link.query(
      "SELECT current_setting('tcp_user_timeout') AS most, current_setting('tcp_keepalives_idle') AS idle, current_setting('synchronous_commit') AS begun",
    );
    expect(rows).toEqual([{ most: '60000', idle: '10', begun: 'off' }]);
  });

  test('says in one message what is wrong with an address, without waiting where that cannot help', async () => {
    const { port } = server;
    const hadPassword = process.env.PGPASSWORD;
    try {
      delete process.env.PGPASSWORD;
      const asks = await problem(at((url) => (url.username = 'secretive')));
      expect(asks).toBe(
        `FatalError: PostgreSQL at 127.0.0.1:${port}/postgres refuses: it asks for a password: put a line <host>:<port>:<database>:<user>:<password> into the file that PGPASSFILE names (~/.pgpass), or the password into PGPASSWORD`,
      );
      process.env.PGPASSWORD = 'wrong';
      expect(await problem(at((url) => (url.username = 'secretive')))).toMatch(
        /refuses: password authentication failed for user "secretive": correct it in PGPASSWORD or, where that is not set, in the file that PGPASSFILE names \(~\/\.pgpass\)$/,
      );
      process.env.PGPASSWORD = 'right';
      expect(await problem(at((url) => (url.username = 'secretive')))).toBe('it answers');
    } finally {
      if (hadPassword === undefined) delete process.env.PGPASSWORD;
      else process.env.PGPASSWORD = hadPassword;
    }
    expect(await problem(at((url) => (url.pathname = '/other')))).toMatch(
      /refuses: database "other" does not exist$/,
    );
    expect(await problem(at((url) => (url.username = 'stranger')))).toMatch(
      /refuses: role "stranger" does not exist$/,
    );
    expect(await problem('postgres://me@no-such-host.invalid/faces?sslmode=disable')).toMatch(
      /^UnreachableError: PostgreSQL at no-such-host\.invalid\/faces cannot be reached: /,
    );
    expect(await problem(at((url) => url.searchParams.set('sslmode', 'require')))).toMatch(
      /refuses: it has no TLS, which sslmode asks for$/,
    );
    expect(await problem(at((url) => (url.port = '1')))).toMatch(
      /^UnreachableError: PostgreSQL at 127\.0\.0\.1:1\/postgres cannot be reached: nothing listens there \(ECONNREFUSED\)$/,
    );
  });

  test('takes the password from the file that PGPASSFILE names, and refuses one that others may read', async () => {
    const warnings: string[] = [];
    const warned = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', warned);
    vi.stubEnv('PGPASSWORD', undefined);
    const file = join(temporaryFolder(), 'pgpass');
    vi.stubEnv('PGPASSFILE', file);
    const secretive = at((url) => (url.username = 'secretive'));
    try {
      writeFileSync(file, `127.0.0.1:${server.port}:*:secretive:right\n`, { mode: 0o600 });
      expect(await problem(secretive)).toBe('it answers');
      writeFileSync(file, `127.0.0.1:${server.port}:*:another:right\n`);
      expect(await problem(secretive)).toMatch(/refuses: it asks for a password: put a line/);
      for (const mode of [0o640, 0o604]) {
        chmodSync(file, mode);
        expect(await problem(secretive)).toBe(
          `FatalError: other users of this machine may read the file of passwords "${file}": make it yours alone with "chmod 600", and change the password`,
        );
      }
      await sleep(0);
      expect(warnings).toEqual([]);
    } finally {
      process.off('warning', warned);
      vi.unstubAllEnvs();
    }
  });

  test.skipIf(!HAS_OPENSSL)('follows what the address says of TLS', async () => {
    const { cert, key } = selfSigned();
    for (const [from, name] of [
      [cert, 'server.crt'],
      [key, 'server.key'],
    ] as const) {
      const to = join(data, name);
      copyFileSync(from, to);
      const { uid, gid } = statSync(data);
      chownSync(to, uid, gid);
    }
    const { link } = linkTo(server.url);
    await link.query('ALTER SYSTEM SET ssl = on');
    await link.query('SELECT pg_reload_conf()');
    const withTls = (words: Record<string, string>): string =>
      at((url) => {
        for (const [name, value] of Object.entries(words)) url.searchParams.set(name, value);
      });
    // The server of these tests has few connections.
    const once = async <T>(url: string, ask: (link: Link) => Promise<T>): Promise<T> => {
      const { link } = linkTo(url);
      const answer = await ask(link);
      await link.close();
      return answer;
    };
    const isEncrypted = async (url: string): Promise<unknown> => {
      const ssl = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
      const { rows } = await once(url, (link) => link.query<{ readonly ssl: boolean }>(ssl));
      return rows[0]?.ssl;
    };
    await expect.poll(() => isEncrypted(withTls({ sslmode: 'require' })), PATIENT).toBe(true);
    expect(await isEncrypted(server.url)).toBe(false);
    expect(await isEncrypted(withTls({ sslmode: 'disable' }))).toBe(false);
    expect(await isEncrypted(withTls({ sslmode: 'verify-full', sslrootcert: cert }))).toBe(true);
    expect(await isEncrypted(withTls({ sslrootcert: cert }))).toBe(true);
    const wayOf = (words: Record<string, string>) => once(withTls(words), (link) => link.way());
    const verified = await wayOf({ sslmode: 'verify-full', sslrootcert: cert });
    expect(verified).toEqual({ protocol: 'TLSv1.3', isVerified: true, isHere: true });
    expect(await wayOf({ sslmode: 'require' })).toMatchObject({ isVerified: false });
    expect(await wayOf({ sslmode: 'disable' })).toMatchObject({ protocol: undefined });
    const notTrusted =
      /refuses: its certificate is not trusted \([^;]*self-signed certificate[^;]*\): name its CA with sslrootcert=<file> in the address, or with PGSSLROOTCERT$/;
    expect(await problem(withTls({ sslmode: 'verify-full' }))).toMatch(notTrusted);
    const other = selfSigned(undefined, 'other');
    expect(await problem(withTls({ sslmode: 'verify-ca', sslrootcert: other.cert }))).toMatch(
      notTrusted,
    );
    // The certificate is for localhost and 127.0.0.1.
    const elsewhere = (mode: string) =>
      withTls({ sslmode: mode, sslrootcert: cert }).replace('127.0.0.1', '127.0.0.2');
    await link.query("ALTER SYSTEM SET listen_addresses = '127.0.0.1,127.0.0.2'");
    await server.stop();
    await server.start();
    expect(await problem(elsewhere('verify-full'))).toMatch(
      /refuses: its certificate is for another host \(IP: 127\.0\.0\.2 is not in the cert's list: /,
    );
    expect(await problem(elsewhere('verify-ca'))).not.toMatch(/certificate/);
  });

  test('refuses files and ways of TLS that are none, before anything is sent', () => {
    const make = (words: string) => () => linkTo(`${server.url}?${words}`);
    expect(make('sslmode=prefer')).toThrow(/sslmode="prefer" is not one of disable, require/);
    expect(make('sslmode=verify-full&sslrootcert=/no/such.pem')).toThrow(
      /sslrootcert of the address, "\/no\/such\.pem", cannot be read/,
    );
  });

  test('waits while the server is restarted and while it has no connection left, and says so', async () => {
    const { link, told } = linkTo(server.url);
    await link.query('SELECT 1');
    await server.stop();
    const answer = link.query<{ readonly n: number }>('SELECT 2 AS n');
    await expect.poll(() => told.length, PATIENT).toBeGreaterThan(0);
    await server.start();
    expect((await answer).rows).toEqual([{ n: 2 }]);
    expect(told[0]).toMatch(/^Waiting for PostgreSQL at 127\.0\.0\.1:\d+\/postgres: /);
    expect(link.outages).toBe(1);

    const others = linkTo(server.url, { connections: 11 }).link;
    await link.query('SELECT pg_advisory_lock(7)');
    const held = Array.from({ length: 11 }, () =>
      others.query('SELECT pg_advisory_lock_shared(7)'),
    );
    const waiting = `SELECT count(*)::integer AS n FROM pg_locks
      WHERE locktype = 'advisory' AND NOT granted`;
    await expect.poll(async () => (await link.query(waiting)).rows, PATIENT).toEqual([{ n: 11 }]);
    const late = linkTo(server.url, { connections: 1 });
    const third = late.link.query<{ readonly n: number }>('SELECT 3 AS n');
    await expect.poll(() => late.told.length, PATIENT).toBeGreaterThan(0);
    await link.query('SELECT pg_advisory_unlock(7)');
    await Promise.all(held);
    // Connections without work are kept for ten seconds.
    await others.close();
    expect((await third).rows).toEqual([{ n: 3 }]);
    expect([...late.told, ...told].join()).toMatch(/too many (clients|connections)/);
    await link.close();
    expect(told.at(-1)).toMatch(/answers again after \d+ s$/);
  });

  test('waits while the server is a replica, which cannot read tables that are not replicated', async () => {
    const { link, told } = linkTo(server.url);
    await link.query('CREATE UNLOGGED TABLE passing (n integer)');
    await server.stop();
    writeFileSync(join(data, 'standby.signal'), '');
    await server.start();
    const answer = link.query('SELECT n FROM passing');
    await expect.poll(() => told.join(), PATIENT).toContain('unlogged relations during recovery');
    await linkTo(server.url).link.query('SELECT pg_promote()');
    expect((await answer).rows).toEqual([]);
  });

  test('does a transaction again that lost its connection, and one that was in the way of another', async () => {
    const { link } = linkTo(server.url);
    await link.query('CREATE TABLE sums (n integer); INSERT INTO sums VALUES (0)');
    let tries = 0;
    await link.transaction(async (within) => {
      // Whoever is stopped in the middle of one holds up others for half a minute at most.
      const { rows } = await within.query('SHOW idle_in_transaction_session_timeout');
      expect(rows).toEqual([{ idle_in_transaction_session_timeout: '30s' }]);
      tries += 1;
      await within.query('UPDATE sums SET n = n + 1');
      if (tries === 1) await within.query('SELECT pg_terminate_backend(pg_backend_pid())');
      if (tries === 2) await within.query("DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$");
    });
    expect(tries).toBe(3);
    expect((await link.query('SELECT n FROM sums')).rows).toEqual([{ n: 1 }]);
  });

  test('a transaction whose work fails changes nothing, though the server has refused none of it', async () => {
    const { link } = linkTo(server.url);
    await link.query('CREATE TABLE undone (n integer)');
    const failed = link.transaction(async (within) => {
      await within.query('INSERT INTO undone VALUES (1)');
      throw new Error('not so');
    });
    await expect(failed).rejects.toThrow('not so');
    expect((await link.query('SELECT n FROM undone')).rows).toEqual([]);
  });

  test('a statement that takes long is done once, whatever is answered meanwhile', async () => {
    const { link } = linkTo(server.url, { stuckMs: 50 });
    await link.query('CREATE SEQUENCE times');
    const long = link.query("SELECT nextval('times'), pg_sleep(0.3)");
    await sleep(150);
    await link.query('SELECT 1');
    await long;
    const { rows } = await link.query('SELECT last_value::integer AS times FROM times');
    expect(rows).toEqual([{ times: 1 }]);
  });

  test('a transaction with a time of its own is done once, though others lose their connection meanwhile', async () => {
    const { link } = linkTo(server.url, { stuckMs: 50 });
    await link.query('CREATE SEQUENCE moves');
    const moved = "SELECT nextval('moves'), pg_sleep(1)";
    const long = link.transaction((within) => within.query(moved), 60_000);
    await sleep(150);
    let tries = 0;
    await link.transaction(async (within) => {
      tries += 1;
      if (tries === 1) await within.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await long;
    const { rows } = await link.query('SELECT last_value::integer AS times FROM moves');
    expect(rows).toEqual([{ times: 1 }]);
    expect(tries).toBe(2);
  });

  test.each([
    ['53100', 'a full disk'],
    ['53200', 'used-up memory'],
    ['53400', 'a limit of its configuration'],
    ['58030', 'an error of its disk'],
    ['57014', 'a canceled statement'],
    ['55P03', 'a lock that was not to be had'],
    ['25006', 'a server that is read-only'],
    ['25P04', 'a transaction that took too long'],
  ])('waits after SQLSTATE %s, %s, and says so', async (code) => {
    const { link, told } = linkTo(server.url);
    let tries = 0;
    await link.transaction(async (within) => {
      tries += 1;
      if (tries === 1) await within.query(`DO $$ BEGIN RAISE SQLSTATE '${code}'; END $$`);
    });
    expect(tries).toBe(2);
    expect(told[0]).toMatch(/^Waiting for PostgreSQL at /);
    await link.close();
    expect(told[1]).toMatch(/ answers again after /);
  });

  test('a statement of a command that has a limit does not wait longer for what the server cannot do', async () => {
    const { link } = linkTo(server.url, { mostMs: 300 });
    await link.query('SELECT 1');
    const full = "DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$";
    await expect(link.query(full)).rejects.toThrow(
      /cannot be used now: its disk is full \(no space left\): free some space there$/,
    );
    expect((await link.query('SELECT 2')).rowCount).toBe(1);
  });

  test('statements see and take what they count on, whatever the defaults of a role', async () => {
    const { link } = linkTo(server.url);
    const defaults = [
      "default_transaction_isolation = 'serializable'",
      'standard_conforming_strings = off',
      'extra_float_digits = -15',
      'statement_timeout = 50',
      'lock_timeout = 50',
    ];
    const changes = defaults.map((each) => `ALTER ROLE odd SET ${each};`);
    await link.query(`CREATE ROLE odd LOGIN; ${changes.join(' ')}`);
    const odd = linkTo(
      at((url) => {
        url.username = 'odd';
      }),
    ).link;
    await odd.query('SELECT pg_sleep(0.1)');
    expect((await odd.query('SHOW lock_timeout')).rows).toEqual([{ lock_timeout: '0' }]);
    expect((await odd.query(String.raw`SELECT '\' AS text`)).rows).toEqual([{ text: '\\' }]);
    expect((await odd.query('SELECT 0.1::float8 + 0.2 AS sum')).rows).toEqual([{ sum: 0.1 + 0.2 }]);
    const isolation = 'SHOW transaction_isolation';
    const expected = [{ transaction_isolation: 'read committed' }];
    expect((await odd.query(isolation)).rows).toEqual(expected);
    expect((await odd.transaction((within) => within.query(isolation))).rows).toEqual(expected);
  });

  test('transactions take as long as they take behind a pooler, too, which gives them any connection', async () => {
    const { link } = linkTo(server.url, { connections: 1 });
    await link.query("SET statement_timeout = '50ms'; SET lock_timeout = '50ms'");
    await expect(
      link.transaction(async (within) => {
        await within.query('SELECT pg_sleep(0.1)');
        return (await within.query('SHOW lock_timeout')).rows;
      }),
    ).resolves.toEqual([{ lock_timeout: '0' }]);
  });

  test('begins to wait with its first statement, however long it was made before', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const { link, told } = linkTo('postgres://me@127.0.0.1:1/faces', { firstMs: 20_000 });
      vi.advanceTimersByTime(60_000);
      const answer = expect(link.query('SELECT 1')).rejects.toThrow(/cannot be reached/);
      await vi.waitFor(() => expect(told).toHaveLength(1), 10_000);
      link.stopWaiting();
      await answer;
    } finally {
      vi.useRealTimers();
    }
  });

  test('ends soon when nobody waits any more, also if the server takes connections and says nothing', async () => {
    const silent: Server = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as { readonly port: number };
    const { link } = linkTo(`postgres://me@127.0.0.1:${port}/faces`, { lastMs: 50 });
    const answer = link.query('SELECT 1');
    answer.catch(() => {});
    link.stopWaiting();
    await expect(answer).rejects.toThrow(/cannot be reached/);
    silent.close();
  });
});
