import { describe, expect, it, test } from 'vitest';
import { UploadMemory } from '../../../src/http/uploads.js';
import type { Submitted } from '../../../src/operations/links/types.js';
import { head, listeningWith, talk } from '../../support/http-listening.js';
import { FakeLinkDesk, OPEN } from '../../support/link-desk.js';

const PAGE = 'POST /e/secret';
const FORM = { 'Content-Type': 'multipart/form-data; boundary=b' };
const field = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const COMPLETE = `${field('agree', 'yes')}--b\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\nphoto\r\n--b--\r\n`;

async function scene(settings: Parameters<typeof listeningWith>[1] = {}) {
  const links = new FakeLinkDesk(new Map([['secret', OPEN]]));
  const memory = new UploadMemory(100_000_000);
  const service = { settings: {} as never };
  const listening = await listeningWith(service, settings, undefined, { links, memory });
  return { ...listening, links, memory };
}

const isPage = (text: string, status: number, state: string) => {
  expect(text).toContain(`HTTP/1.1 ${status} `);
  expect(text).toContain('content-type: text/html; charset=utf-8');
  expect(text).toContain("content-security-policy: default-src 'none'; script-src 'self'");
  expect(text).toContain(`data-state="${state}"`);
};

describe('a photo that is too large', () => {
  const MB = 'x'.repeat(1_000_000);

  it('is refused with a page before it has come', async () => {
    const { port, links } = await scene();
    const begun = head(PAGE, { ...FORM, 'Content-Length': 500_000_000 });
    const { text, sent } = await talk(port, [begun, ...Array<string>(500).fill(MB)]);
    isPage(text, 413, 'failed');
    expect(text).toContain('The photo is larger than 10 MB.');
    expect(sent).toBeLessThan(60_000_000);
    expect(links.done).toEqual([]);
  });

  it('is not even sent by a client that asks first', async () => {
    const { port } = await scene();
    const asked = head(PAGE, { ...FORM, Expect: '100-continue', 'Content-Length': 50_000_000 });
    const { text, isClosed } = await talk(port, [asked], 700);
    isPage(text, 413, 'failed');
    expect(text).not.toContain('100 Continue');
    expect(isClosed).toBe(true);
  });
});

test('the photo of a link that does not work is not read', async () => {
  const { port, links } = await scene();
  const asked = head('POST /e/other', { ...FORM, Expect: '100-continue', 'Content-Length': 5_000 });
  const { text } = await talk(port, [asked], 700);
  isPage(text, 404, 'gone');
  expect(text).not.toContain('100 Continue');
  expect(links.done).toEqual([]);
});

test('a photo that comes too slowly is answered with a page', async () => {
  const { port, log } = await scene({ limits: { graceMs: 200, leastBytesPerSecond: 1_000 } });
  const begun = head(PAGE, { ...FORM, 'Content-Length': 5_000 }) + field('agree', 'yes');
  const { text } = await talk(port, [begun, 100, ' ', 100, ' ', 200, ' '], 1_500);
  isPage(text, 408, 'busy');
  expect(text).toContain('The photo could not be sent.');
  expect(log.join('')).not.toContain('secret');
  expect(log.join('')).not.toContain('"level":50');
});

test('a client that leaves is no fault of the server, and nothing of it is stored', async () => {
  const { port, log, links, memory } = await scene();
  const begun = head(PAGE, { ...FORM, 'Content-Length': 5_000 }) + field('agree', 'yes');
  const talking = talk(port, [begun], 400);
  await expect.poll(() => memory.taken).toBe(5_000);
  await talking;
  await expect.poll(() => memory.taken).toBe(0);
  expect(log.join('')).not.toContain('"level":50');
  expect(links.done).toEqual([]);
});

test('whoever comes while the server stops is told so with a page', async () => {
  const { port, stop, links } = await scene();
  let end: (submitted: Submitted) => void = () => {};
  links.submit = () =>
    new Promise((resolve) => {
      end = resolve;
      void stop();
    });
  const body = COMPLETE;
  const first = head(PAGE, { ...FORM, 'Content-Length': body.length }) + body;
  const later = head('GET /e/secret');
  const [{ text }, , { text: other }] = await Promise.all([
    talk(port, [first], 20_000),
    new Promise((resolve) => setTimeout(resolve, 600)).then(() => end({ kind: 'enrolled' })),
    talk(port, ['GET /e/secret HTTP/1.1\r\n', 300, later.slice(later.indexOf('\r\n') + 2)], 20_000),
  ]);
  isPage(text, 200, 'enrolled');
  isPage(other, 503, 'busy');
});
