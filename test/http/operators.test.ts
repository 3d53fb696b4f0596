import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import { makeApp } from '../../src/http/app.js';
import { appWith, formOf, serverWith } from '../support/http-app.js';
import { listeningWith, portOf } from '../support/http-listening.js';

const LOAD = { waiting: 3, atMost: 10, bytes: 12_345 };

describe('/metrics', () => {
  it('is for this machine', async () => {
    const { app } = await appWith({ load: LOAD });
    const near = await app.inject({ url: '/metrics', remoteAddress: '::ffff:127.0.0.1' });
    expect(near.statusCode).toBe(200);
    expect(near.headers['content-type']).toContain('text/plain');
    const far = await app.inject({ url: '/metrics', remoteAddress: '10.0.0.9' });
    expect(far.statusCode).toBe(404);
  });

  it.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])(
    'is not for whom a proxy on this machine speaks for (%s)',
    async (header) => {
      const { app } = await appWith({ load: LOAD });
      const headers = { [header]: '1.2.3.4' };
      expect((await app.inject({ url: '/metrics', headers })).statusCode).toBe(404);
    },
  );

  it('counts requests by pattern, photos by code, and what waits', async () => {
    const failure = fail('FACE_NOT_FOUND', { width: 640, height: 480 });
    const { app } = await appWith({
      ...{ load: LOAD, canCheckLiveness: false },
      enroll: async () => ({
        ...{ userId: 'user-1001', user: 'kept', templates: 0 },
        photos: [{ name: 'a.jpg', outcome: { kind: 'failed', failure } }],
      }),
    });
    await app.inject({
      ...{ method: 'POST', url: '/api/v1/collections/staff/faces' },
      headers: { 'x-api-key': 'any' },
      payload: formOf([
        ['image', new Blob([Buffer.from('photo')]), 'a.jpg'],
        ['external_id', 'user-1001'],
      ]),
    });
    await app.inject({ url: '/nowhere/user-1001' });
    const { body } = await app.inject({ url: '/metrics' });
    const route = 'route="/api/v1/collections/:collection/faces"';
    expect(body).toContain(`faceenroll_http_requests_total{method="POST",${route},status="422"} 1`);
    expect(body).toContain('route="unknown",status="404"} 1');
    expect(body).toContain(`request_duration_seconds_count{method="POST",${route}} 1`);
    expect(body).toContain('faceenroll_photos_total{outcome="failed",code="FACE_NOT_FOUND"} 1');
    expect(body).toContain('faceenroll_photos_waiting 3\n');
    expect(body).toContain('faceenroll_photos_waiting_bytes 12345\n');
    expect(body).toContain('faceenroll_upload_bytes 0\n');
    expect(body).toMatch(/^process_resident_memory_bytes \d/m);
    expect(body).not.toMatch(/user-1001|staff|a\.jpg|k1/);
  });
});

describe('a listener for metrics and documentation', () => {
  const ASIDE = ['/metrics', '/docs/', '/docs/static/swagger-ui.css', '/openapi.json'];

  it('has them in place of the other, and has nothing else', async () => {
    const { port, metricsAt } = await listeningWith(
      {},
      { metricsListen: { host: '127.0.0.1', port: 0 } },
    );
    const status = async (on: number, path: string, headers = {}) =>
      (await fetch(`http://127.0.0.1:${on}${path}`, { headers })).status;
    for (const path of ASIDE) {
      expect([path, await status(portOf(metricsAt), path)]).toEqual([path, 200]);
      expect([path, await status(port, path)]).toEqual([path, 404]);
    }
    expect(await status(portOf(metricsAt), '/metrics', { 'x-forwarded-for': '1.2.3.4' })).toBe(200);
    const face = '/api/v1/collections/staff/faces/1';
    expect(await status(portOf(metricsAt), face, { 'x-api-key': 'any' })).toBe(404);
    expect(await status(portOf(metricsAt), '/healthz')).toBe(200);
    expect(await status(port, '/healthz')).toBe(200);
  });
});

describe('documentation', () => {
  it('loads nothing from elsewhere', async () => {
    const { app } = await appWith({});
    const { headers, body } = await app.inject({ url: '/docs/' });
    expect(headers['content-security-policy']).toContain("default-src 'none'");
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(body).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it('can be left out', async () => {
    const { port } = await listeningWith({}, { docs: false });
    for (const path of ['/docs', '/docs/', '/openapi.json']) {
      expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(404);
    }
  });
});

it('every answer says how browsers must take it, and lets no page of another origin read it', async () => {
  const { app } = await appWith({});
  const { headers } = await app.inject({
    url: '/healthz',
    headers: { origin: 'https://a.example' },
  });
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/^[\w-]{36}$/),
  });
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  expect(headers['strict-transport-security']).toBeUndefined();
});

describe('X-Forwarded-For', () => {
  async function clientOf(trustProxy: readonly string[], remoteAddress: string, forwarded: string) {
    const logger = pino({ level: 'silent' });
    const app = await makeApp(serverWith({}), {
      logger,
      rate: 1,
      docs: false,
      metrics: true,
      trustProxy,
    });
    onTestFinished(() => app.close());
    app.get('/client', async ({ ip }) => ip);
    const headers = { 'x-forwarded-for': forwarded };
    return (await app.inject({ url: '/client', remoteAddress, headers })).body;
  }

  it('is believed from a proxy that is trusted', async () => {
    expect(await clientOf(['10.0.0.0/8'], '10.1.2.3', '1.2.3.4')).toBe('1.2.3.4');
    expect(await clientOf(['fd00::/8'], 'fd00::7', '2001:db8::1')).toBe('2001:db8::1');
    expect(await clientOf(['10.0.0.0/8'], '::ffff:10.1.2.3', '1.2.3.4')).toBe('1.2.3.4');
  });

  it('is not believed from anybody else', async () => {
    expect(await clientOf(['10.0.0.0/8'], '11.1.2.3', '1.2.3.4')).toBe('11.1.2.3');
    expect(await clientOf([], '127.0.0.1', '1.2.3.4')).toBe('127.0.0.1');
  });

  it('is believed as far as proxies that are trusted have written it', async () => {
    expect(await clientOf(['10.0.0.0/8'], '10.1.2.3', '9.9.9.9, 1.2.3.4, 10.0.0.1')).toBe(
      '1.2.3.4',
    );
    expect(await clientOf(['10.0.0.0/8'], '10.1.2.3', '9.9.9.9, nonsense')).toBe('nonsense');
  });
});
