import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { HAS_OPENSSL, selfSigned } from '../support/certificates.js';
import { ROOT } from '../support/cli.js';
import { has } from '../support/programs.js';
import { fixture, Scenario } from '../support/scenario.js';
import { served } from '../support/served.js';
import { until } from '../support/stopping.js';

const TOPIC = readFileSync(join(ROOT, 'src', 'help', 'services.md'), 'utf8');

/** A file that the topic shows. */
function shown(name: string): string {
  const [, block = ''] = TOPIC.split(`<!-- file ${name} -->\n`);
  const [text = ''] = block.split('<!-- /file -->');
  if (text === '') throw new Error(`the topic shows no ${name}`);
  return text.replace(/^ {4}/gm, '');
}

const TRIED = 'its part of the topic "services"';

/** Replaces what is there; it must be. */
function replaced(text: string, pairs: Readonly<Record<string, string>>): string {
  let result = text;
  for (const [from, to] of Object.entries(pairs)) {
    if (!result.includes(from)) throw new Error(`there is no ${from}`);
    result = result.replaceAll(from, to);
  }
  return result;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe.runIf(has('systemd-analyze', ['--version'], TRIED))('the units', () => {
  function verified(s: Scenario) {
    const bin = join(ROOT, 'bin', 'faceenroll.js');
    const service = replaced(shown('faceenroll.service'), { '/usr/local/bin/faceenroll': bin });
    s.write('faceenroll.service', service);
    s.write('faceenroll.socket', shown('faceenroll.socket'));
    const others = ['faceenroll-watch.service', 'faceenroll-worker.service'];
    for (const name of others) {
      s.write(name, replaced(shown(name), { '/usr/local/bin/faceenroll': bin }));
    }
    return ['faceenroll.service', 'faceenroll.socket', ...others].map((name) => `./${name}`);
  }

  it('are right for systemd', () => {
    const s = new Scenario();
    const units = verified(s);
    const options = { cwd: s.cwd, encoding: 'utf8' as const };
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...units], options);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each(['faceenroll', 'faceenroll-watch', 'faceenroll-worker'])(
    'give %s.service little',
    (name) => {
      const s = new Scenario();
      verified(s);
      const words = ['security', '--offline=true', '--threshold=25', '--no-pager'];
      const options = { cwd: s.cwd, encoding: 'utf8' as const };
      const found = spawnSync('systemd-analyze', [...words, `./${name}.service`], options);
      expect({ status: found.status, told: found.stdout.split('\n').slice(-2) }).toMatchObject({
        status: 0,
      });
    },
  );

  it('wait longer for the end than the server does', () => {
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(shown('faceenroll.service')) ?? [];
    expect(Number(seconds)).toBeGreaterThan(75);
  });
});

/** A server with a key that trusts a proxy on this machine. */
async function behindProxy() {
  const s = new Scenario();
  const server = await served(['--trust-proxy', '127.0.0.1'], { cwd: s.cwd });
  const words = ['keys', 'create', '--name', 'door', '--scope', 'read,enroll', '--json'];
  const { key } = JSON.parse((await s.run(words)).stdout);
  return { ...server, s, key: key as string };
}

/** Starts a proxy, which ends with the test, and waits until it answers. */
async function proxy(words: readonly string[], cwd: string, address: string): Promise<void> {
  const [program = '', ...rest] = words;
  const child = spawn(program, rest, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: cwd },
  });
  let told = '';
  child.stderr.on('data', (data) => {
    told += data;
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  onTestFinished(async () => {
    child.kill('SIGTERM');
    await ended;
  });
  await until(`${program} answers`, async () => {
    if (child.exitCode !== null) throw new Error(told);
    return (await fetch(`${address}/healthz`).catch(() => undefined))?.status === 200;
  });
}

/** What must work through a proxy as it does without one. */
async function tryThrough(address: string, { s, key }: { s: Scenario; key: string }) {
  const faces = `${address}/api/v1/collections/default/faces`;
  const post = (form: FormData, withKey = key) =>
    fetch(faces, { method: 'POST', headers: { 'x-api-key': withKey }, body: form });
  const form = (bytes: Uint8Array<ArrayBuffer>) => {
    const made = new FormData();
    made.append('external_id', '1001');
    made.append('image', new Blob([bytes]), '1001.jpg');
    return made;
  };
  const photo = new Uint8Array(readFileSync(fixture('photos', '1001.jpg')));
  expect((await post(form(photo))).status).toBe(201);
  expect(s.query('SELECT user_id FROM users')).toEqual([{ user_id: '1001' }]);
  expect((await post(form(photo), 'wrong')).status).toBe(401);
  const large = await post(form(new Uint8Array(11_000_000)));
  expect({ status: large.status, body: await large.json() }).toMatchObject({
    ...{ status: 413, body: { error: { code: 'TOO_LARGE' } } },
  });
  expect((await fetch(`${address}/metrics`)).status).toBe(404);
}

const ACCESS_LOG = '/var/log/nginx/access.log';

describe.runIf(has('nginx', ['-v'], TRIED))('the configuration of nginx', () => {
  function whole(s: Scenario, block: string): string {
    mkdirSync(s.path('temp'));
    const temps = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
      (name) => `${name}_temp_path ${s.path('temp', name)};`,
    );
    return s.write(
      'nginx.conf',
      [
        ...['daemon off;', `pid ${s.path('nginx.pid')};`, 'error_log stderr;'],
        // Who runs the tests may read their folder.
        ...(process.getuid?.() === 0 ? ['user root;'] : []),
        ...['events {}', 'http {', 'access_log off;', ...temps, block, '}', ''],
      ].join('\n'),
    );
  }

  it.runIf(HAS_OPENSSL)('is right for nginx', () => {
    const s = new Scenario();
    const { cert, key } = selfSigned(s.cwd);
    const files = {
      '/etc/ssl/faces.example.com.pem': cert,
      '/etc/ssl/faces.example.com.key': key,
      [ACCESS_LOG]: s.path('access.log'),
    };
    const path = whole(s, replaced(shown('nginx.conf'), files));
    const { status, stderr } = spawnSync('nginx', ['-t', '-q', '-c', path, '-p', s.cwd], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('lets requests through', async () => {
    const server = await behindProxy();
    const port = await freePort();
    const plain = shown('nginx.conf').replace(/^ *ssl_certificate.*\n/gm, '');
    const block = replaced(plain, {
      'listen 443 ssl;': `listen 127.0.0.1:${port};`,
      [ACCESS_LOG]: server.s.path('access.log'),
      '127.0.0.1:8380': new URL(server.address).host,
    });
    const path = whole(server.s, block);
    await proxy(
      ['nginx', '-c', path, '-p', server.s.cwd],
      server.s.cwd,
      `http://127.0.0.1:${port}`,
    );
    await tryThrough(`http://127.0.0.1:${port}`, server);
    await fetch(`http://127.0.0.1:${port}/e/secret-token`);
    await fetch(`http://127.0.0.1:${port}/readyz`);
    const log = () => readFileSync(server.s.path('access.log'), 'utf8');
    await until('nginx logs requests', () => log().includes('/readyz'));
    expect(log()).not.toContain('secret-token');
  });
});

describe.runIf(has('caddy', ['version'], TRIED))('the configuration of Caddy', () => {
  const words = (command: string, path: string) => [
    'caddy',
    command,
    '--adapter',
    'caddyfile',
    '--config',
    path,
  ];

  it('is right for Caddy', () => {
    const s = new Scenario();
    const path = s.write('Caddyfile', shown('Caddyfile'));
    const [program = '', ...rest] = words('validate', path);
    const { status, stderr } = spawnSync(program, rest, {
      encoding: 'utf8',
      env: { ...process.env, HOME: s.cwd },
    });
    expect({ status, stderr }).toMatchObject({ status: 0 });
  });

  it('lets requests through', async () => {
    const server = await behindProxy();
    const port = await freePort();
    const block = replaced(shown('Caddyfile'), {
      'faces.example.com': `http://127.0.0.1:${port}`,
      '127.0.0.1:8380': new URL(server.address).host,
    });
    const path = server.s.write('Caddyfile', `{\nadmin off\nauto_https off\n}\n${block}`);
    await proxy(words('run', path), server.s.cwd, `http://127.0.0.1:${port}`);
    await tryThrough(`http://127.0.0.1:${port}`, server);
  });
});
