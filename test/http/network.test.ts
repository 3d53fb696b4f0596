import { describe, expect, it } from 'vitest';
import { head, listeningWith, talk } from '../support/http-listening.js';

const HEALTH = 'GET /healthz';

describe('what is no good request of HTTP', () => {
  it.each([
    ['garbage', 'garbage\r\n\r\n', 400],
    ['two lengths', head(HEALTH, { 'Content-Length': '1\r\nContent-Length: 2' }), 400],
    [
      'a length and chunks',
      head(HEALTH, { 'Content-Length': 1, 'Transfer-Encoding': 'chunked' }),
      400,
    ],
    ['headers of 20 KB', head(HEALTH, { 'X-Long': 'x'.repeat(20_000) }), 431],
    ['no host', 'GET /healthz HTTP/1.1\r\n\r\n', 400],
    ['TRACE', head('TRACE /healthz'), 405],
    ['OPTIONS', head('OPTIONS /healthz'), 405],
    ['OPTIONS of everything', head('OPTIONS *'), 404],
    ['an unknown method of a known address', head('PROPFIND /healthz'), 405],
  ])('is refused: %s', async (_, request, status) => {
    const { port } = await listeningWith();
    const { text } = await talk(port, [request], 400);
    expect(text).toContain(`HTTP/1.1 ${status} `);
  });

  it('is told in the envelope of the interface', async () => {
    const { port } = await listeningWith();
    const { text, isClosed } = await talk(port, ['garbage\r\n\r\n']);
    expect(JSON.parse(text.split('\r\n\r\n')[1] as string)).toMatchObject({
      success: false,
      error: { code: 'INVALID_REQUEST' },
    });
    expect(isClosed).toBe(true);
  });
});

it('takes a whole address for its path', async () => {
  const { port } = await listeningWith();
  const { text } = await talk(port, [head('GET http://other.example/healthz')], 400);
  expect(text).toContain('{"status":"ok"}');
});

it('speaks HTTP/1.0', async () => {
  const { port } = await listeningWith();
  const { text, isClosed } = await talk(port, ['GET /healthz HTTP/1.0\r\n\r\n']);
  expect(text).toContain('{"status":"ok"}');
  expect(isClosed).toBe(true);
});

it('closes connections whose headers do not end', async () => {
  const { port } = await listeningWith({}, { limits: { headersMs: 300, checkedEveryMs: 100 } });
  const drops = Array.from({ length: 20 }, (_, i) => [`X-${i}: 1\r\n`, 100]).flat();
  const { text, isClosed } = await talk(port, ['GET /healthz HTTP/1.1\r\nHost: a\r\n', ...drops]);
  expect(text).toContain('HTTP/1.1 408 ');
  expect(isClosed).toBe(true);
});

it('closes connections that say nothing', async () => {
  const { port } = await listeningWith({}, { limits: { headersMs: 300, checkedEveryMs: 100 } });
  expect((await talk(port, [], 2_000)).isClosed).toBe(true);
});

describe('open connections', () => {
  const three = (port: number) =>
    Promise.all([1, 2, 3].map(() => talk(port, [100, head(HEALTH)], 500)));
  const answered = (heard: Awaited<ReturnType<typeof three>>) =>
    heard.filter(({ text }) => text.includes('200 OK')).length;

  it('of one address are limited, and others may come when some have ended', async () => {
    const { port } = await listeningWith({}, { limits: { connectionsOfOne: 2 } });
    expect(answered(await three(port))).toBe(2);
    expect(answered(await three(port))).toBe(2);
  });

  it('of a proxy that is trusted are not', async () => {
    const settings = { limits: { connectionsOfOne: 2 }, trustProxy: ['127.0.0.0/8'] };
    const { port } = await listeningWith({}, settings);
    expect(answered(await three(port))).toBe(3);
  });

  it('of all together are limited', async () => {
    const { port } = await listeningWith({}, { limits: { connections: 2 } });
    expect(answered(await three(port))).toBe(2);
  });
});
