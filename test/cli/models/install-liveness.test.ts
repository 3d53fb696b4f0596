import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { sha256 } from '../../../src/system/sha256.js';
import { temporaryFolder } from '../../support/cli.js';
import { cut, file, serve, status } from '../../support/http.js';
import { memoryIo } from '../../support/main.js';

type Manifests = typeof import('../../../src/models/manifest.js');

const BYTES = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 31) % 251));

/** The manifest, but that its liveness model is a small file at these addresses. */
const published = vi.hoisted(() => ({ addresses: [] as string[], sha256: '', bytes: 0 }));
vi.mock('../../../src/models/manifest.js', async (original) => {
  const actual = await original<Manifests>();
  return {
    ...actual,
    readManifest: () => {
      const manifest = actual.readManifest();
      return { ...manifest, liveness: { ...manifest.liveness, ...published } };
    },
  };
});
// The pauses between attempts.
vi.mock('node:timers/promises', () => ({ setTimeout: async () => {} }));

// What other tests of this process have loaded has the real ones.
vi.resetModules();
const { atWork } = await import('../../../src/cli/at-work.js');
const { printInstalled } = await import('../../../src/cli/models/print.js');
const { installModels } = await import('../../../src/operations/models/install.js');
afterAll(() => {
  vi.resetModules();
});

/** Runs `models install liveness` into a new folder; what it wrote, and where the model is. */
async function install(options: { readonly from?: string } = {}) {
  const folder = temporaryFolder();
  vi.stubEnv('FACEENROLL_MODELS', folder);
  const io = memoryIo({ cwd: folder });
  const path = join(folder, 'liveness', 'minifasnet_v2se.onnx');
  let problem = '';
  try {
    await atWork(io, { quiet: false }, async (host) => {
      const installed = await installModels({ host }, { pack: 'liveness', ...options });
      await printInstalled(installed, {}, io, { host });
    });
  } catch (error) {
    problem = (error as Error).message;
  }
  return { path, stdout: io.written('stdout'), stderr: io.written('stderr'), problem };
}

beforeEach(() => {
  Object.assign(published, { addresses: [], sha256: sha256(BYTES), bytes: BYTES.length });
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']) {
    vi.stubEnv(name, undefined);
  }
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
});

describe('models install liveness', () => {
  it('downloads the model in one command, by way of a redirect', async () => {
    const { address } = await serve(file(BYTES));
    const github = await serve(status(302, { location: address }));
    published.addresses = [github.address];
    const { path, stdout, stderr, problem } = await install();
    expect(problem).toBe('');
    expect(readFileSync(path).equals(BYTES)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['minifasnet_v2se.onnx']);
    expect(stdout).toBe(`minifasnet-v2-se (license: Apache-2.0) is installed: ${path}\n`);
    expect(stderr).toBe('Downloading minifasnet-v2-se, 0.1 MB\n');
  });

  it('goes on where it was cut', async () => {
    const { address, requests } = await serve(cut(BYTES, 20_000), file(BYTES));
    published.addresses = [address];
    const { path, problem } = await install();
    expect(problem).toBe('');
    expect(readFileSync(path).equals(BYTES)).toBe(true);
    expect(requests.length).toBe(2);
  });

  it.each([
    ['that is not there', status(404), 'the server answered 404'],
    ['that is another one', file(Buffer.alloc(BYTES.length)), 'has the SHA-256 '],
    ['in whose place a page comes', file(Buffer.from('Log in')), 'it has 6 bytes, not 50000'],
    ['that is too large', file(Buffer.concat([BYTES, BYTES])), 'it is larger than 50000 bytes'],
    ['of a server that fails', status(500), 'the server answered 500'],
  ])('of a file %s says so, and what to do by hand', async (_, answer, told) => {
    const [first, second] = [await serve(answer), await serve(answer)];
    published.addresses = [first.address, second.address];
    const { path, problem } = await install();
    expect(problem).toContain(`minifasnet-v2-se could not be downloaded: ${first.address}: `);
    expect(problem).toContain(`; ${second.address}: `);
    expect(problem).toContain(told);
    expect(problem).toContain(
      `behind a proxy set HTTPS_PROXY; or put that file, from ${first.address}`,
    );
    expect(problem).toContain(`SHA-256 ${published.sha256}`);
    expect(problem).toContain('run "faceenroll models install liveness --from <folder>"');
    expect(existsSync(path)).toBe(false);
  });

  it('without a network, or with a proxy that is not there, likewise', async () => {
    const { address, server } = await serve(file(BYTES));
    await new Promise((resolve) => server.close(resolve));
    published.addresses = [address];
    expect((await install()).problem).toMatch(/ECONNREFUSED.*--from <folder>/);
    const there = await serve(file(BYTES));
    published.addresses = [there.address];
    vi.stubEnv('HTTP_PROXY', new URL(address).origin);
    expect((await install()).problem).toMatch(/ECONNREFUSED.*behind a proxy set HTTPS_PROXY/);
    expect(there.requests).toHaveLength(0);
  });

  it('takes the file under its own name, as published, or by itself, and asks no server', async () => {
    const { address, requests } = await serve(status(404));
    published.addresses = [address];
    for (const name of ['minifasnet_v2se.onnx', 'best_model.onnx']) {
      const from = temporaryFolder();
      writeFileSync(join(from, name), BYTES);
      for (const place of [from, join(from, name)]) {
        const { path, problem } = await install({ from: place });
        expect(problem).toBe('');
        expect(readFileSync(path).equals(BYTES)).toBe(true);
      }
    }
    const { problem } = await install({ from: temporaryFolder() });
    expect(problem).toMatch(
      /there is no minifasnet_v2se\.onnx or best_model\.onnx in .*: put that file, from http/,
    );
    expect(requests).toHaveLength(0);
  });
});

describe('the address of the liveness model', () => {
  it('names one state of its repository for good, and the file that --from knows', async () => {
    const { readManifest } = await vi.importActual<Manifests>('../../../src/models/manifest.js');
    const { addresses = [], publishedAs } = readManifest().liveness;
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) {
      expect(address).toMatch(/^https:\/\/.*\/[0-9a-f]{40}\/.*$/);
      expect(address.endsWith(`/${publishedAs}`)).toBe(true);
    }
  });
});
