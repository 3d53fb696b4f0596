import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Where Debian and others have PostgreSQL's programs. */
const FOLDERS = ['/usr/lib/postgresql', '/usr/local/pgsql', '/opt/homebrew/opt'];

/** Whom PostgreSQL runs as where the tests are root, which it refuses. */
const UNPRIVILEGED = ['postgres', 'nobody'];

/** The folder of PostgreSQL's programs, the newest version; undefined where there is none: test/global-setup.ts says so. */
export const POSTGRES = findPostgres();

/** SIGINT is the "fast" shutdown; after the others the next start recovers. */
const SIGNALS = { fast: 'SIGINT', crash: 'SIGQUIT', kill: 'SIGKILL' } as const;

export interface PostgresServer {
  readonly port: number;
  /** Address of its only database, without a password. */
  readonly url: string;
  start(): Promise<void>;
  /** Of its first process, which starts the others. */
  pid(): number;
  /** Ends it in good order, at once, or by force. */
  stop(how?: keyof typeof SIGNALS): Promise<void>;
  /** Ends it and deletes its files. */
  remove(): Promise<void>;
}

/** A PostgreSQL server of its own in a temporary folder, started. */
export async function postgresServer(settings: readonly string[] = []): Promise<PostgresServer> {
  const bin = POSTGRES as string;
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-postgres-'));
  const data = join(folder, 'data');
  const user = process.getuid?.() === 0 ? unprivileged() : undefined;
  if (user) execFileSync('chown', [user, folder]);
  else chmodSync(folder, 0o700);
  const as = (program: string, words: readonly string[]): [string, string[]] =>
    user
      ? ['setpriv', ['--reuid', user, '--clear-groups', join(bin, program), ...words]]
      : [join(bin, program), [...words]];
  const [initdb, initdbWords] = as('initdb', [
    ...['-D', data, '-U', 'faceenroll', '--auth=trust', '--no-sync', '-E', 'UTF8'],
  ]);
  prepared(data, () => execFileSync(initdb, initdbWords, { stdio: 'ignore', cwd: folder }));
  let port = await freePort();
  const lines = () => [
    `port = ${port}`,
    "listen_addresses = '127.0.0.1'",
    `unix_socket_directories = ''`,
    // Tests end its processes, and no machine: what the system has of a file is there afterwards.
    'fsync = off',
  ];
  const configure = () =>
    writeFileSync(
      join(data, 'postgresql.auto.conf'),
      [...lines(), 'max_connections = 200', ...settings].join('\n'),
    );
  let ended: Promise<void> = Promise.resolve();
  let child: ReturnType<typeof spawn> | undefined;
  const spawned = (): ReturnType<typeof spawn> => {
    const [program, words] = as('postgres', ['-D', data]);
    const started = spawn(program, words, { stdio: 'ignore', cwd: folder });
    child = started;
    ended = new Promise((resolve) => started.once('exit', () => resolve()));
    return started;
  };
  const start = async (): Promise<void> => {
    let started = spawned();
    while (!isReady(data, started.pid)) {
      // After a SIGKILL it refuses to start until the last of its former processes is gone.
      if (started.exitCode !== null || started.signalCode !== null) started = spawned();
      await sleep(20);
    }
  };
  /** The same for the first time, when another program may have taken the port meanwhile. */
  const startSomewhere = async (): Promise<void> => {
    for (;;) {
      configure();
      const started = spawned();
      while (started.exitCode === null && started.signalCode === null) {
        if (isReady(data, started.pid)) return;
        await sleep(20);
      }
      port = await freePort();
    }
  };
  const stop = async (how: keyof typeof SIGNALS = 'fast'): Promise<void> => {
    child?.kill(SIGNALS[how]);
    await ended;
  };
  const end = (): void => void child?.kill('SIGQUIT');
  process.once('exit', end);
  await startSomewhere();
  return {
    port,
    url: `postgres://faceenroll@127.0.0.1:${port}/postgres`,
    pid: () => child?.pid as number,
    start,
    stop,
    remove: async () => {
      await stop('crash');
      process.off('exit', end);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Has `make` make a folder of files once; those that want it later get a copy, which is much quicker. */
function prepared(data: string, make: () => void): void {
  const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to]);
  const folder = process.env.TEST_PREPARED;
  const known = folder === undefined ? undefined : join(folder, 'postgres');
  if (known !== undefined && existsSync(known)) {
    copy(known, data);
    return;
  }
  make();
  if (known === undefined) return;
  const made = join(mkdtempSync(`${known}.`), 'data');
  copy(data, made);
  try {
    renameSync(made, known);
  } catch {
    // A test in another process was as quick; what is left goes with the folder.
  }
}

/** Whether this process takes connections by what it writes itself: at its port another one may answer. */
function isReady(data: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
  } catch {
    return false;
  }
}

function findPostgres(): string | undefined {
  for (const folder of FOLDERS) {
    if (!existsSync(folder)) continue;
    const bins = readdirSync(folder)
      .sort((p, q) => Number.parseInt(q, 10) - Number.parseInt(p, 10))
      .map((version) => join(folder, version, 'bin'));
    const found = bins.find((bin) => existsSync(join(bin, 'initdb')));
    if (found) return found;
  }
  return undefined;
}

function unprivileged(): string {
  const passwd = readFileSync('/etc/passwd', 'utf8');
  const known = UNPRIVILEGED.find((name) => passwd.includes(`\n${name}:`));
  if (known === undefined) throw new Error('there is no user to run PostgreSQL as');
  return known;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => resolve(port));
    });
  });
}
