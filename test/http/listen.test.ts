import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Serving } from '../../src/operations/serving/serving.js';
import { temporaryFolder } from '../support/cli.js';
import { head, listeningWith, talk } from '../support/http-listening.js';

const FACE = '/api/v1/collections/staff/faces/01a1fd18-b2ef-7fc8-b34b-7e07affbabe5';

/** A service that works on each request until it is let go. */
function slowService() {
  let letGo = () => {};
  let begun = () => {};
  const hasBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const service: Partial<Serving> = {
    perform: async () => {
      begun();
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return { status: 204 } as never;
    },
  };
  return { service, hasBegun, letGo: () => letGo() };
}

describe('a server that is told to stop', () => {
  it('answers what it has begun, and takes nothing new', async () => {
    const { service, hasBegun, letGo } = slowService();
    const { port, stop } = await listeningWith(service);
    // The second request comes on the same connection, while the first one is worked on.
    const heard = talk(port, [head(`DELETE ${FACE}`)]);
    await hasBegun;
    const stopped = stop();
    await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    letGo();
    expect((await heard).text).toMatch(/^HTTP\/1\.1 204 [\s\S]*connection: close/i);
    expect(await stopped).toBe(true);
  });

  it('tells requests on open connections to come again', async () => {
    const { service, hasBegun, letGo } = slowService();
    const { port, stop } = await listeningWith(service);
    const heard = talk(port, [head(`DELETE ${FACE}`)]);
    const later = talk(port, [`GET ${FACE} HTTP/1.1\r\nHost: a\r\n`, 400, '\r\n'], 1_000);
    const ready = talk(port, ['GET /readyz HTTP/1.1\r\nHost: a\r\n', 400, '\r\n'], 1_000);
    await hasBegun;
    await new Promise((resolve) => setTimeout(resolve, 100));
    const stopped = stop();
    expect((await later).text).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 5[\s\S]*"BUSY"/i);
    expect((await ready).text).toMatch(/^HTTP\/1\.1 503 [\s\S]*"not ready"/);
    letGo();
    await Promise.all([heard, stopped]);
  });

  it('does not wait for ever', async () => {
    const { service, hasBegun } = slowService();
    const { port, stop } = await listeningWith(service, { stopWithinMs: 200 });
    const heard = talk(port, [head(`DELETE ${FACE}`)]);
    await hasBegun;
    expect(await stop()).toBe(false);
    expect((await heard).text).toBe('');
  });
});

describe('a place that is taken', () => {
  it('is told of', async () => {
    const { port } = await listeningWith();
    await expect(listeningWith({}, { listen: { host: '127.0.0.1', port } })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${port}: another program does already`,
    );
  });

  it('is told of for metrics, too, and the server does not stay', async () => {
    const { port } = await listeningWith();
    const metricsListen = { host: '127.0.0.1', port };
    await expect(listeningWith({}, { metricsListen })).rejects.toThrow('cannot listen on');
  });

  it('may be an address that the machine has not', async () => {
    await expect(listeningWith({}, { listen: { host: '192.0.2.1', port: 0 } })).rejects.toThrow(
      'cannot listen on 192.0.2.1:0: this machine has no such address',
    );
  });
});

describe('a socket file', () => {
  const answers = (socketPath: string, path = '/healthz') =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ socketPath, path }, ({ statusCode }) => resolve(statusCode)).on('error', reject);
    });

  it('is listened on, and gone afterwards', async () => {
    const path = join(temporaryFolder(), 'socket');
    const { stop } = await listeningWith({}, { listen: { path } });
    expect(await answers(path)).toBe(200);
    await stop();
    expect(existsSync(path)).toBe(false);
  });

  it('is told of when another server has it', async () => {
    const path = join(temporaryFolder(), 'socket');
    await listeningWith({}, { listen: { path } });
    await expect(listeningWith({}, { listen: { path } })).rejects.toThrow(
      `cannot listen on ${path}: another program does already`,
    );
  });

  it('that a killed server has left is replaced', async () => {
    const path = join(temporaryFolder(), 'socket');
    const code = `require('node:net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', code]);
    expect(existsSync(path)).toBe(true);
    await listeningWith({}, { listen: { path } });
    expect(await answers(path)).toBe(200);
  });

  it.each(['a file', ''])('takes the place of no other file: %o', async (content) => {
    const path = join(temporaryFolder(), 'photo.jpg');
    writeFileSync(path, content);
    await expect(listeningWith({}, { listen: { path } })).rejects.toThrow(
      `cannot listen on ${path}`,
    );
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  it('brings requests of a proxy, whose word on the client counts', async () => {
    const path = join(temporaryFolder(), 'socket');
    await listeningWith({}, { listen: { path } });
    expect(await answers(path, '/metrics')).toBe(404);
  });
});
