import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ANY_KEY } from '../support/http-app.js';
import { head, listeningWith, talk } from '../support/http-listening.js';

const FACES = 'POST /api/v1/collections/staff/faces';
const FACE = 'PUT /api/v1/collections/staff/faces/01a1fd18-b2ef-7fc8-b34b-7e07affbabe5';
const FORM = { 'Content-Type': 'multipart/form-data; boundary=b' };
const JSON_BODY = { 'Content-Type': 'application/json' };
const PART = '--b\r\nContent-Disposition: form-data; name="external_id"\r\n\r\n1001';

/** A service that answers what is asked of it with nothing. */
const PERFORMS = { perform: async () => ({ status: 204 }) as never };

describe('a body that comes too slowly', () => {
  const limits = { graceMs: 200, leastBytesPerSecond: 1_000 };

  it.each([
    ['a form', head(FACES, { ...FORM, 'Content-Length': 5_000 }) + PART],
    ['JSON', `${head(FACE, { ...JSON_BODY, 'Content-Length': 5_000 })}{"metadata":`],
  ])('of %s is answered with 408', async (_, begun) => {
    const { port, log } = await listeningWith(PERFORMS, { limits });
    const { text } = await talk(port, [begun, 100, ' ', 100, ' ', 200, ' '], 1_500);
    expect(text).toContain('HTTP/1.1 408 ');
    expect(JSON.parse(text.split('\r\n\r\n')[1] as string).error.code).toBe('TOO_SLOW');
    expect(log.join('')).toContain('"status":408');
    expect(log.join('')).not.toContain('"level":50');
  });

  it('is none as long as as much comes as must', async () => {
    const { port } = await listeningWith(PERFORMS, { limits });
    const body = JSON.stringify({ metadata: { note: 'x'.repeat(1_500) } });
    const pieces = body.match(/.{1,300}/g)?.flatMap((piece) => [piece, 100]) ?? [];
    const begun = head(FACE, { ...JSON_BODY, 'Content-Length': body.length });
    const { text } = await talk(port, [begun, ...pieces], 1_500);
    expect(text).toContain('HTTP/1.1 204 ');
  });
});

describe('a client that asks first (Expect: 100-continue)', () => {
  const asking = { ...JSON_BODY, Expect: '100-continue' };

  it('is told to send, and then answered', async () => {
    const { port } = await listeningWith(PERFORMS);
    const body = '{"metadata":{}}';
    const asked = head(FACE, { ...asking, 'Content-Length': body.length });
    const { text } = await talk(port, [asked, 200, body], 700);
    expect(text).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 204 /);
  });

  it.each([
    ['has the wrong key', { 'X-API-Key': 'wrong', 'Content-Length': 10 }, 401],
    ['would send too much', { 'Content-Length': 50_000_000 }, 413],
  ])('is told at once when it %s', async (_, more, status) => {
    const { port } = await listeningWith(PERFORMS);
    const { text, isClosed } = await talk(port, [head(FACE, { ...asking, ...more })], 700);
    expect(text).toContain(`HTTP/1.1 ${status} `);
    expect(text).not.toContain('100 Continue');
    expect(isClosed).toBe(true);
  });
});

it('a client that asks first and may not is told so, and sends nothing', async () => {
  const reader = { ...ANY_KEY, scopes: ['read'] as const };
  const { port } = await listeningWith(PERFORMS, {}, { any: reader });
  const asked = head(FACES, { ...FORM, Expect: '100-continue', 'Content-Length': 5_000 });
  const { text } = await talk(port, [asked], 700);
  expect(text).toMatch(/^HTTP\/1\.1 403 /);
});

describe('a body that is too large', () => {
  const MB = 'x'.repeat(1_000_000);

  it('is refused by its Content-Length, and not read', async () => {
    const { port } = await listeningWith(PERFORMS);
    const begun = head(FACES, { ...FORM, 'Content-Length': 500_000_000 });
    const { text, isClosed, sent } = await talk(port, [begun, ...Array<string>(500).fill(MB)]);
    expect(text).toContain('HTTP/1.1 413 ');
    expect(isClosed).toBe(true);
    expect(sent).toBeLessThan(60_000_000);
  });

  it('is still read a while, so that a client sees why which sends all first', async () => {
    const { port } = await listeningWith(PERFORMS);
    const answer = await fetch(`http://127.0.0.1:${port}/api/v1/collections/staff/faces`, {
      ...{ method: 'POST', body: Buffer.alloc(12_000_000) },
      headers: { 'x-api-key': 'any', 'content-type': 'multipart/form-data; boundary=b' },
    });
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({ error: { code: 'TOO_LARGE' } });
  });

  it('is also read where the client wants the connection closed, which it then is', async () => {
    const { port } = await listeningWith(PERFORMS);
    const begun = head(FACES, { ...FORM, Connection: 'close', 'Content-Length': 12_000_000 });
    const { text, isClosed, sent } = await talk(port, [begun, 100, ...Array<string>(12).fill(MB)]);
    expect(text).toContain('HTTP/1.1 413 ');
    expect(isClosed).toBe(true);
    expect(sent).toBe(begun.length + 12_000_000);
  });

  it('is answered, too, where the client reads nothing before it can send no more', async () => {
    const { port } = await listeningWith(PERFORMS);
    const socket = connect(port, '127.0.0.1').setEncoding('utf8');
    await once(socket, 'connect');
    const problems: unknown[] = [];
    socket.on('error', (error) => problems.push(error));
    socket.write(head(FACES, { ...FORM, 'Content-Length': 500_000_000 }));
    for (let n = 0; n < 60; n += 1) socket.write(MB);
    await setTimeout(1_000);
    let text = '';
    socket.on('data', (data) => {
      text += data;
    });
    await once(socket, 'end');
    socket.destroy();
    expect(text).toContain('HTTP/1.1 413 ');
    expect(problems).toEqual([]);
  });
});
