import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { dirname, join } from 'node:path';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type DownloadOptions, download } from '../../src/models/download.js';
import { ModelPackError } from '../../src/models/model-pack-error.js';
import { temporaryFolder } from '../support/cli.js';
import { cut, file, serve, status } from '../support/http.js';

const BYTES = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 37) % 251));

/** Downloads into a new folder unless told where. */
function fetchFrom(
  addresses: readonly string[],
  options: Partial<DownloadOptions> & { target?: string; bytes?: Buffer } = {},
) {
  const { target = join(temporaryFolder(), 'models', 'model.onnx'), bytes = BYTES } = options;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const remote = { id: 'some-model', addresses, bytes: bytes.length, sha256 };
  return {
    target,
    done: download(remote, target, { byHand: 'by hand', waitMs: 1, attempts: 3, ...options }),
  };
}

async function expectWhole(target: string, done: Promise<void>): Promise<void> {
  await done;
  expect(readFileSync(target).equals(BYTES)).toBe(true);
  expect(readdirSync(dirname(target))).toEqual(['model.onnx']);
}

describe('a download', () => {
  it('brings the whole file, tells how far it is, and leaves nothing else', async () => {
    const { address, requests } = await serve(file(BYTES));
    const seen: number[] = [];
    const { target, done } = fetchFrom([address], { onProgress: (n) => seen.push(n) });
    await expectWhole(target, done);
    expect(seen.at(-1)).toBe(BYTES.length);
    expect(seen).toEqual([...seen].sort((p, q) => p - q));
    expect(requests[0]?.headers.range).toBeUndefined();
  });

  it('goes on where it was cut, wherever that is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: BYTES.length - 1 }), async (after) => {
        const { address, requests } = await serve(cut(BYTES, after), file(BYTES));
        const { target, done } = fetchFrom([address]);
        await expectWhole(target, done);
        // What arrived before the cut may be less than what was sent.
        const [, from] = /^bytes=(\d+)-$/.exec(requests[1]?.headers.range ?? 'bytes=0-') ?? [];
        expect(Number(from)).toBeLessThanOrEqual(after);
      }),
      { numRuns: 20 },
    );
  });

  it('that gave up goes on at the next call', async () => {
    const { address, requests } = await serve(cut(BYTES, 100_000), status(503));
    const { target, done } = fetchFrom([address], { attempts: 1 });
    await expect(done).rejects.toThrow(/cut off after \d+ of 200000 bytes|terminated|other side/);
    expect(existsSync(target)).toBe(false);
    const other = await serve(file(BYTES));
    await expectWhole(target, fetchFrom([other.address], { target }).done);
    expect(requests).toHaveLength(1);
    expect(other.requests[0]?.headers.range).toMatch(/^bytes=[1-9]\d*-$/);
  });

  it('begins again where the server cannot go on', async () => {
    const whole = serve(cut(BYTES, 50_000), (_, response) => response.end(BYTES));
    const { target, done } = fetchFrom([(await whole).address]);
    await expectWhole(target, done);
  });

  it('begins again where the server goes on elsewhere', async () => {
    const { address } = await serve(
      cut(BYTES, 50_000),
      (_, response) => {
        response.writeHead(206, { 'content-range': `bytes 7-199999/200000` });
        response.end(BYTES.subarray(7));
      },
      file(BYTES),
    );
    const { target, done } = fetchFrom([address]);
    await expectWhole(target, done);
  });

  it('begins again when what was kept turns out to be wrong', async () => {
    const target = join(temporaryFolder(), 'model.onnx');
    const sha256 = createHash('sha256').update(BYTES).digest('hex');
    writeFileSync(`${target}.${sha256.slice(0, 12)}.part`, Buffer.alloc(70_000, 1));
    const { address } = await serve(file(BYTES));
    await expectWhole(target, fetchFrom([address], { target }).done);
  });

  it('of other bytes is refused, and what was there stays', async () => {
    const target = join(temporaryFolder(), 'model.onnx');
    writeFileSync(target, 'what was there');
    const { address, requests } = await serve(file(Buffer.alloc(BYTES.length)));
    const { done } = fetchFrom([address], { target });
    await expect(done).rejects.toThrow(ModelPackError);
    await expect(done).rejects.toThrow(/has the SHA-256 [0-9a-f]{64}, it must be [0-9a-f]{64}/);
    expect(requests).toHaveLength(1);
    expect(readFileSync(target, 'utf8')).toBe('what was there');
    expect(readdirSync(dirname(target))).toEqual(['model.onnx']);
  });

  it('that is too large is stopped', async () => {
    const { address } = await serve(file(Buffer.concat([BYTES, BYTES])));
    const { target, done } = fetchFrom([address]);
    await expect(done).rejects.toThrow('it is larger than 200000 bytes');
    expect(readdirSync(dirname(target))).toEqual([]);
  });

  it('that is a page in the place of the file is refused at once, and nothing of it is kept', async () => {
    const { address, requests } = await serve(file(Buffer.from('<html>Log in</html>')));
    const { target, done } = fetchFrom([address]);
    await expect(done).rejects.toThrow('it has 19 bytes, not 200000: it is another file');
    expect(requests).toHaveLength(1);
    expect(readdirSync(dirname(target))).toEqual([]);
  });

  it('tries the next address when one does not have it, and tells of all when none has', async () => {
    const [missing, good] = [await serve(status(404)), await serve(file(BYTES))];
    const { target, done } = fetchFrom([missing.address, good.address]);
    await expectWhole(target, done);
    expect(missing.requests).toHaveLength(1);
    const none = fetchFrom([missing.address, `${missing.address}2`]).done;
    await expect(none).rejects.toThrow(
      /model\.onnx: the server answered 404; .*model\.onnx2: the server answered 404\. Run the command again/,
    );
  });

  it('tries again when the server is busy', async () => {
    const { address, requests } = await serve(status(503), status(429), file(BYTES));
    const { target, done } = fetchFrom([address]);
    await expectWhole(target, done);
    expect(requests).toHaveLength(3);
  });

  it('gives up a connection that brings nothing, and goes on', async () => {
    const stall = (_: IncomingMessage, response: import('node:http').ServerResponse) => {
      response.writeHead(200, { 'content-length': BYTES.length });
      response.write(BYTES.subarray(0, 10));
    };
    const { address } = await serve(stall, file(BYTES));
    // undici looks at its timers once a second.
    const { target, done } = fetchFrom([address], { stallMs: 500 });
    await expectWhole(target, done);
  });

  it('says when nobody answers', async () => {
    const { address, server } = await serve(status(404));
    await new Promise((resolve) => server.close(resolve));
    await expect(fetchFrom([address]).done).rejects.toThrow('ECONNREFUSED');
  });

  it('follows redirects, but not for ever', async () => {
    const { address: there } = await serve(file(BYTES));
    const { address } = await serve(status(302, { location: there }));
    const { target, done } = fetchFrom([address]);
    await expectWhole(target, done);
    const loop = await serve(status(302, { location: '/model.onnx' }));
    await expect(fetchFrom([loop.address]).done).rejects.toThrow('redirects more than 5 times');
    expect(loop.requests).toHaveLength(6);
  });
});

describe('a download behind a proxy', () => {
  /** A proxy that opens tunnels and forwards, and notes where to. */
  async function proxy() {
    const tunnels: string[] = [];
    const server = createServer((request, response) => {
      const { host, pathname } = new URL(request.url ?? '');
      tunnels.push(host);
      get(`http://${host}${pathname}`, (answer) => answer.pipe(response));
    });
    server.on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      const [host, port] = (request.url ?? '').split(':');
      const there = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        there.pipe(socket).pipe(there);
      });
      there.on('error', () => socket.destroy());
      socket.on('error', () => there.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return { server, tunnels, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  it('goes through it, and past it where NO_PROXY says so', async () => {
    const { tunnels, url } = await proxy();
    const { address } = await serve(file(BYTES));
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'NO_PROXY'])
      vi.stubEnv(name, undefined);
    vi.stubEnv('HTTP_PROXY', url);
    const first = fetchFrom([address]);
    await expectWhole(first.target, first.done);
    expect(tunnels).toEqual([new URL(address).host]);
    vi.stubEnv('NO_PROXY', '127.0.0.1');
    const second = fetchFrom([address]);
    await expectWhole(second.target, second.done);
    expect(tunnels).toHaveLength(1);
  });

  it.each([
    ['hangs up', (socket: Duplex) => socket.destroy(), 'the proxy closed the connection'],
    ['never answers', () => {}, 'no answer in 0.1 seconds'],
  ])('that %s is given up', async (_, answer, told) => {
    const { url, server } = await proxy();
    server.removeAllListeners('connect');
    server.on('connect', (_, socket) => answer(socket));
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'NO_PROXY']) {
      vi.stubEnv(name, undefined);
    }
    vi.stubEnv('HTTPS_PROXY', url);
    const { done } = fetchFrom(['https://127.0.0.1:9/model.onnx'], { stallMs: 100, attempts: 2 });
    await expect(done).rejects.toThrow(told);
  });
});
