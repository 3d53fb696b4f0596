import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HAS_OPENSSL, selfSigned } from '../support/certificates.js';
import { head, talk } from '../support/http-listening.js';
import { fixture, Scenario } from '../support/scenario.js';
import { served, start } from '../support/served.js';
import { until } from '../support/stopping.js';

const SCOPES = 'read,enroll,write';

/** A server on a new database, and an API key that is made while it serves. */
async function withKey() {
  const s = new Scenario();
  const server = await served([], { cwd: s.cwd });
  const made = await s.call(['keys', 'create', '--name', 'door', '--scope', SCOPES, '--json']);
  return { ...server, s, key: JSON.parse(made.stdout).key as string };
}

function formOf(userId: string, photo: string): FormData {
  const form = new FormData();
  form.append('external_id', userId);
  form.append('image', new Blob([readFileSync(fixture('photos', photo))]), `${userId}-name.jpg`);
  return form;
}

function enroll(address: string, key: string, userId: string, photo: string): Promise<Response> {
  return fetch(`${address}/api/v1/collections/default/faces`, {
    ...{ method: 'POST', headers: { 'x-api-key': key }, body: formOf(userId, photo) },
  });
}

/** Whether a form comes in, or is worked on. */
async function isUploading(address: string): Promise<boolean> {
  const metrics = await (await fetch(`${address}/metrics`)).text();
  return !metrics.includes('faceenroll_upload_bytes 0\n');
}

describe('a server', () => {
  it('enrolls, and answers what it has begun when it is told to stop', async () => {
    const { s, key, address, child, ended } = await withKey();
    expect((await enroll(address, key, '1001', '1001.jpg')).status).toBe(201);
    const begun = enroll(address, key, '1002', '1002.jpg');
    await until('the photo waits', () => isUploading(address));
    child.kill('SIGTERM');
    expect((await begun).status).toBe(201);
    expect(await ended).toMatchObject({ code: 0, signal: null });
    expect(s.query('SELECT user_id FROM users ORDER BY user_id')).toEqual([
      { user_id: '1001' },
      { user_id: '1002' },
    ]);
    const uses = s.query("SELECT detail FROM audit WHERE action = 'KEY_USED'");
    expect(uses.map(({ detail }) => JSON.parse(detail))).toEqual([
      { counts: { enrollFace: 2 }, key: key.split('_')[1] },
    ]);
  });

  it('writes a log without user IDs, names of files and keys', async () => {
    const { key, address, child, ended } = await withKey();
    // No request ID holds it.
    const userId = 'user-1001';
    await enroll(address, key, userId, '1001.jpg');
    await fetch(`${address}/api/v1/collections/default/faces/${userId}?x=${key}`);
    child.kill('SIGINT');
    const { stderr, stdout, code } = await ended;
    expect(code).toBe(0);
    expect(stdout).toBe(`Listening on ${address} (Ctrl-C or SIGTERM stops it)\n`);
    const lines = stderr
      .trim()
      .split('\n')
      .filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line)).at(-1)).toMatchObject({ msg: 'stopped' });
    const [keyId = '', secret = ''] = [key.slice(3, 15), key.slice(16)];
    expect(stderr).toContain(keyId);
    for (const told of [secret, userId, 'name.jpg']) expect(stderr).not.toContain(told);
  });

  it('warns when no key can be sent yet', async () => {
    const s = new Scenario();
    const { child, ended } = await served([], { cwd: s.cwd });
    child.kill('SIGTERM');
    expect((await ended).stderr).toContain('there is no API key yet');
  });

  it('ends at once when it is told twice', async () => {
    const { key, address, child, ended, written } = await withKey();
    const port = Number(new URL(address).port);
    const headers = {
      ...{ 'X-API-Key': key, 'Content-Type': 'multipart/form-data; boundary=b' },
      'Content-Length': 9_000,
    };
    void talk(port, [head('POST /api/v1/collections/default/faces', headers)], 60_000);
    await until('the request has come', () => isUploading(address));
    child.kill('SIGTERM');
    await until('it stops', () => written('stderr').includes('stopping'));
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  });

  it('takes its options from a configuration file, too', async () => {
    const s = new Scenario();
    s.write(
      'faceenroll.config.json',
      JSON.stringify({ serve: { 'metrics-listen': '127.0.0.1:0' } }),
    );
    const { address, written } = await served([], { cwd: s.cwd });
    expect(written('stdout')).toMatch(/ metrics and documentation on http:\/\/127\.0\.0\.1:\d+ /);
    expect((await fetch(`${address}/metrics`)).status).toBe(404);
  });
});

describe('what would be sent in the clear', () => {
  const CLEAR = 'without TLS would send photos and keys in the clear';

  it.each([
    [['--listen', '0.0.0.0:0'], `listening on 0.0.0.0 ${CLEAR}`],
    [['--listen', ':0'], `listening on all addresses ${CLEAR}`],
    [['--listen', '[::]:0'], `listening on :: ${CLEAR}`],
    [['--listen', ':0', '--tls-cert', 'a.pem'], '--tls-cert needs --tls-key'],
    [['--tls-key', 'a.pem'], '--tls-key needs --tls-cert'],
    [['--listen', '127.0.0.1'], "'127.0.0.1' is invalid. It must be an address and a port"],
    [['--trust-proxy', '10.0.0.0/8,nginx'], '"nginx" is not an address or a network'],
    [['--public-url', 'faces.example.com'], 'It must be an address as in https://'],
    [['--rate', '0'], 'It must be a whole number'],
    [['--log-level', 'silly'], 'Allowed choices are error, warn, info, debug'],
  ])('is refused, and other mistakes: %j', async (flags, message) => {
    const s = new Scenario();
    const { code, stderr } = await s.call(['serve', ...flags]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
    expect(existsSync(s.db)).toBe(false);
  });

  it.each([[['--insecure']], [['--trust-proxy', '10.0.0.1']]])('is sent with %j', async (flags) => {
    const s = new Scenario();
    const { address, written } = await served(['--listen', '0.0.0.0:0', ...flags], { cwd: s.cwd });
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    expect(written('stdout')).toMatch(/^Listening on all addresses \(here: http:\/\/127\.0\.0\.1:/);
  });
});

it('tells of a port that is taken, with exit code 1', async () => {
  const s = new Scenario();
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  const { code, stderr } = await s.run(['serve', '--listen', `127.0.0.1:${port}`]);
  expect(stderr).toContain(`cannot listen on 127.0.0.1:${port}: another program does already`);
  expect(code).toBe(1);
});

describe.runIf(HAS_OPENSSL)('TLS', () => {
  const serialAt = (address: string) =>
    new Promise<string>((resolve, reject) => {
      const port = Number(new URL(address).port);
      const socket = connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().serialNumber);
        socket.destroy();
      });
      socket.once('error', reject);
    });

  it('is spoken with the certificate, which SIGHUP reads again', async () => {
    const s = new Scenario();
    const { cert, key } = selfSigned(s.cwd);
    const flags = ['--tls-cert', cert, '--tls-key', key];
    const { address, child, ended, written } = await served(flags, { cwd: s.cwd });
    expect(address).toMatch(/^https:/);
    const curl = spawnSync('curl', ['-si', '--cacert', cert, `${address}/healthz`]);
    if (curl.status !== null)
      expect(String(curl.stdout)).toMatch(/strict-transport-security: max-/);
    const before = await serialAt(address);
    selfSigned(s.cwd);
    child.kill('SIGHUP');
    await until('it is read', () => written('stderr').includes('the certificate was read again'));
    expect(await serialAt(address)).not.toBe(before);
    s.write('server.pem', 'nothing');
    child.kill('SIGHUP');
    await until('it is told', () => written('stderr').includes('was not read again'));
    expect(await serialAt(address)).not.toBe(before);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('needs files that can be read, and names the one that cannot', async () => {
    const s = new Scenario();
    const { key } = selfSigned(s.cwd);
    const flags = ['serve', '--tls-cert', 'none.pem', '--tls-key', key];
    const { code, stderr } = await s.run(flags);
    expect(stderr).toContain(`none.pem cannot be read: `);
    expect(code).toBe(1);
    expect(existsSync(s.db)).toBe(false);
  });
});

const status = (socketPath: string) =>
  new Promise<number | undefined>((resolve, reject) => {
    const request = get({ socketPath, path: '/healthz', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    });
    request.on('error', reject);
  });

describe('a socket that is handed over', () => {
  /** systemd tells the process its own number, which the shell keeps for it. */
  const BY_SHELL = ['sh', '-c', 'export LISTEN_PID=$$; exec "$0" "$@"'];

  async function handedOver(host: string, flags: readonly string[] = []) {
    const s = new Scenario();
    const socket = createServer().listen(0, host);
    await new Promise((resolve) => socket.once('listening', resolve));
    const { fd } = (socket as unknown as { _handle: { fd: number } })._handle;
    const { port } = socket.address() as { port: number };
    const server = start(flags, {
      ...{ cwd: s.cwd, by: BY_SHELL, env: { LISTEN_FDS: '1' } },
      stdio: ['ignore', 'pipe', 'pipe', fd],
    });
    socket.close();
    return { ...server, port };
  }

  it('is listened on in place of --listen', async () => {
    const { port, written, child, ended } = await handedOver('127.0.0.1');
    await until('it listens', () => written('stdout').includes('Listening on'));
    expect(written('stdout')).toContain(`http://127.0.0.1:${port} `);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('is refused where it would send in the clear', async () => {
    const { ended } = await handedOver('0.0.0.0');
    expect(await ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('listening on 0.0.0.0 without TLS'),
    });
  });

  it('is one', async () => {
    const s = new Scenario();
    const server = start([], { cwd: s.cwd, by: BY_SHELL, env: { LISTEN_FDS: '2' } });
    expect(await server.ended).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('systemd hands over 2 sockets'),
    });
  });

  const hasLauncher = spawnSync('systemd-socket-activate', ['--version']).status === 0;

  it.runIf(hasLauncher)('comes from systemd', async () => {
    const s = new Scenario();
    const path = s.path('socket');
    const by = ['systemd-socket-activate', '-l', path, '-E', 'FACEENROLL_WORKERS'];
    start([], { cwd: s.cwd, by });
    await until('systemd listens', () => existsSync(path));
    expect(await status(path)).toBe(200);
  });
});

it('listens on a socket file', async () => {
  const s = new Scenario();
  const path = s.path('socket');
  const { written } = start(['--listen', `unix:${path}`], { cwd: s.cwd });
  await until('it listens', () => written('stdout').includes('Listening on'));
  expect(written('stdout')).toContain(`curl --unix-socket ${path} http://localhost/healthz`);
  expect(await status(path)).toBe(200);
});
