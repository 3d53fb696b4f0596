import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { attacked, attackedByAll, formWith, type Part } from '../../support/attacked.js';
import { head, talk } from '../../support/http-listening.js';
import { fixture } from '../../support/scenario.js';

const COLLECTION = '/api/v1/collections/default';
const FACES = `${COLLECTION}/faces`;

const JSON_TYPE = { 'content-type': 'application/json' };

const server = attackedByAll();

const id = (value = '7'): Part => ({ name: 'external_id', value });
const photo = (value: Uint8Array, name = 'image'): Part => ({ name, file: 'a.jpg', value });

const GOOD = readFileSync(fixture('photos', '1002.jpg'));

/** The header of a PNG of 60,000 x 60,000 pixels, with no pixels behind it. */
function hugePng(): Buffer {
  const png = Buffer.from(readFileSync(fixture('broken', '99x100.png')));
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  return png;
}

/** A JPEG that says it has 60,000 x 60,000 pixels. */
function hugeJpeg(): Buffer {
  const jpeg = Buffer.from(GOOD);
  const frame = jpeg.findIndex(
    (byte, i) => byte === 0xff && [0xc0, 0xc2].includes(jpeg[i + 1] ?? 0),
  );
  jpeg.writeUInt16BE(60_000, frame + 5);
  jpeg.writeUInt16BE(60_000, frame + 7);
  return jpeg;
}

/** Pieces of a text on the wire: after its length, or in chunks that do not tell it. */
function onWire(
  line: string,
  { headers = {}, body }: { headers?: Readonly<Record<string, string>>; body: string },
  isChunked: boolean,
): readonly (string | number)[] {
  const pieces = body.match(/[\s\S]{1,65536}/g) ?? [];
  const usual = { ...headers, Connection: 'close' };
  if (!isChunked) return [head(line, { ...usual, 'Content-Length': body.length }), 100, ...pieces];
  const chunks = pieces.map((piece) => `${piece.length.toString(16)}\r\n${piece}\r\n`);
  return [head(line, { ...usual, 'Transfer-Encoding': 'chunked' }), ...chunks, '0\r\n\r\n'];
}

it('photos that are none, or would fill the memory, cost themselves alone', async () => {
  const { ask, names, expectUnharmed } = server();
  await ask(FACES, formWith([id(), photo(GOOD)]));
  const before = names();
  const broken = [
    'bomb.png',
    'zip.jpg',
    'html.jpg',
    'empty.jpg',
    'truncated.jpg',
    'drawing.svg.jpg',
  ];
  const photos = [
    ...broken.map((name) => readFileSync(fixture('broken', name))),
    ...[hugePng(), hugeJpeg(), randomBytes(1_000_000), Buffer.alloc(9_999_999)],
    Buffer.concat([GOOD.subarray(0, 2_000), randomBytes(2_000_000)]),
  ];
  for (const bytes of photos) {
    const one = await ask(FACES, formWith([id('8'), photo(bytes)]));
    expect([one.status, one.json.error?.code], one.text).toEqual([422, expect.any(String)]);
    const found = await ask(`${COLLECTION}/identify`, formWith([photo(bytes)]));
    expect(found.status, found.text).toBeLessThan(500);
  }
  const ids = photos.map(() => ({ name: 'external_ids[]', value: '8' }));
  const all = photos.map((bytes) => photo(bytes, 'images[]'));
  const batch = await ask(`${FACES}/batch`, formWith([...all, ...ids]));
  expect(batch.status).toBe(200);
  expect(batch.text).not.toContain('"status":201');
  expect(names()).toEqual(before);
  await expectUnharmed();
});

it('bodies that are too large are refused, whether they say so or not', async () => {
  const { port, key, heard, expectUnharmed } = server();
  const many = Array.from({ length: 5_000 }, (_, i) => `X-${i}: 1\r\n`).join('');
  const forms = [
    formWith([id(), photo(Buffer.alloc(11_000_000, 'x'))]),
    formWith(Array.from({ length: 10_000 }, (_, i) => ({ name: `p${i}`, value: 'x' }))),
    formWith(Array.from({ length: 10_000 }, () => photo(Buffer.alloc(1, 'x')))),
    formWith([id(), { name: 'metadata', value: 'x'.repeat(150_000) }]),
    formWith([{ name: 'n'.repeat(50_000), value: 'x' }]),
    formWith([{ name: 'external_id', value: 'x', headers: many }]),
  ];
  const huge = { headers: JSON_TYPE, body: '['.repeat(51_000_000) };
  const asked = [
    ...forms.map(
      ({ headers = {}, body }) => [FACES, { headers, body: `${Buffer.from(body)}` }] as const,
    ),
    [`${COLLECTION}/users`, huge] as const,
  ];
  for (const [path, { headers, body }] of asked) {
    for (const isChunked of [false, true]) {
      const sent = { headers: { ...headers, 'X-API-Key': key }, body };
      const { text } = await talk(port, onWire(`POST ${path}`, sent, isChunked), 10_000);
      heard.push(text);
      const what = `${body.slice(100, 200)} ${isChunked}`;
      expect(text, what).toMatch(/^HTTP\/1\.1 4(?:00|13) /);
      expect(text, what).toMatch(/"code":"(?:TOO_LARGE|INVALID_REQUEST)"/);
    }
  }
  await expectUnharmed();
});

it('images in JSON are refused by the same limits', async () => {
  const { port, token, heard, expectUnharmed } = server();
  const authorization = `Bearer ${await token()}`;
  const bodies = [
    JSON.stringify([{ image: 'A'.repeat(51_000_000) }]),
    JSON.stringify([{ image: Buffer.alloc(11_000_000).toString('base64') }]),
    JSON.stringify(Array.from({ length: 10_000 }, () => ({ image: '' }))),
    JSON.stringify([{ image: hugePng().toString('base64') }]),
    '['.repeat(1_000_000),
    `[${'{"image":'.repeat(100_000)}`,
    '[{"image":"QUJD","__proto__":{"image":"QUJD"}}]',
    '[{"image":"data:image/png;base64,QUJD"}]',
  ];
  for (const body of bodies) {
    const sent = { headers: { ...JSON_TYPE, authorization }, body };
    const { text } = await talk(port, onWire('POST /api/face/v1/enroll/1', sent, false), 20_000);
    heard.push(text);
    expect(text, body.slice(0, 100)).toMatch(/^HTTP\/1\.1 (?:400|413|200) /);
    if (text.startsWith('HTTP/1.1 200')) expect(text).toContain('"ENROLLMENT_FAILED"');
  }
  await expectUnharmed();
});

it('members that are called like those of every object are no more than names', async () => {
  const { ask, heard, expectUnharmed } = await attacked();
  const made = await ask(FACES, formWith([id(), photo(GOOD)]));
  const place = `${FACES}/${made.json.data.face_id}`;
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
  const post = (path: string, method: string, body: string) =>
    ask(path, { method, body, headers: JSON_TYPE });
  for (const name of names) {
    const value = `{"polluted":true,"${name}":{"polluted":true}}`;
    const inner = `{"${name}":${value}}`;
    for (const [path, method, body] of [
      [place, 'PUT', `{"metadata":${inner}}`],
      [place, 'PATCH', `{"metadata":${inner}}`],
      [place, 'PATCH', `{"metadata":{},"${name}":${value}}`],
      [`${COLLECTION}/users/7`, 'PATCH', inner],
      [`${COLLECTION}/users/7`, 'PATCH', `{"fields":{"${name}":"x"}}`],
      [`${COLLECTION}/users`, 'POST', `{"external_id":"9","${name}":${value}}`],
    ] as const) {
      const { status, text } = await post(path, method, body);
      expect([200, 201, 400, 409], `${method} ${body} ${text}`).toContain(status);
    }
    const metadata = { name: 'metadata', value: inner };
    const told = await ask(FACES, formWith([id(`u-${name}`), photo(GOOD), metadata]));
    expect([201, 409], told.text).toContain(told.status);
    for (const path of [FACES, `${COLLECTION}/identify`, `${COLLECTION}/import.csv`]) {
      const form = formWith([id(), photo(GOOD), { name, value: 'x' }]);
      expect((await ask(path, form)).status).toBe(400);
    }
    const query = await ask(`${COLLECTION}/users?${name}[polluted]=1&${name}=1`);
    expect([query.status, query.json.error.code]).toEqual([400, 'INVALID_REQUEST']);
  }
  const { json } = await ask(`${COLLECTION}/users/7`);
  expect(json.data.polluted).toBeUndefined();
  expect((await ask('/healthz')).json).toEqual({ status: 'ok' });
  expect(heard.length).toBeGreaterThan(40);
  await expectUnharmed();
});

it('JSON without end, and fields that come twice, are refused', async () => {
  const { ask, expectUnharmed } = await attacked();
  const made = await ask(FACES, formWith([id(), photo(GOOD)]));
  const place = `${FACES}/${made.json.data.face_id}`;
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  for (const depth of [1_001, 10_000, 100_000]) {
    for (const method of ['PUT', 'PATCH']) {
      for (const body of [
        `{"metadata":${nested(depth)}}`,
        `{"metadata":{"a":${'['.repeat(depth)}${']'.repeat(depth)}}}`,
      ]) {
        const headers = { ...JSON_TYPE, 'idempotency-key': `${method} ${depth} ${body.length}` };
        const { status, text } = await ask(place, { method, headers, body });
        expect([400, 413], `${method} ${depth} ${text.slice(0, 200)}`).toContain(status);
      }
    }
    const deep = { headers: { ...JSON_TYPE, 'idempotency-key': `x${depth}` }, body: nested(depth) };
    expect((await ask(`${COLLECTION}/users`, deep)).status).toBe(400);
    const value = nested(depth).slice(0, 99_000);
    const form = formWith([id(), photo(GOOD), { name: 'metadata', value }]);
    expect([400, 413]).toContain((await ask(FACES, form)).status);
  }
  const twice: readonly (readonly Part[])[] = [
    [id('7'), id('8'), photo(GOOD)],
    [id('7'), photo(GOOD), photo(GOOD)],
    [id('7'), photo(GOOD), { name: 'metadata', value: '{}' }, { name: 'metadata', value: '{}' }],
    [id('7'), { name: 'image', value: 'text' }],
    [{ name: 'external_id', file: 'a.txt', value: '8' }, photo(GOOD)],
    [
      id('7'),
      photo(GOOD),
      { name: 'metadata', value: '{"a":', headers: 'Content-Type: application/json\r\n' },
    ],
    [id('7'), photo(GOOD), { name: 'check_liveness', value: 'yes' }],
  ];
  for (const parts of twice) {
    const { status, text } = await ask(FACES, formWith(parts));
    expect([400, 413], text).toContain(status);
  }
  const { json } = await ask(`${COLLECTION}/users`);
  expect(json.data.map(({ external_id }: { external_id: string }) => external_id)).toEqual(['7']);
  await expectUnharmed();
});
