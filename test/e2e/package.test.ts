import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { query, ROOT, temporaryFolder } from '../support/cli.js';
import { fixture } from '../support/scenario.js';
import { served } from '../support/served.js';

const run = promisify(execFile);

const MODELS = ['blazeface', 'facemesh', 'mobilefacenet-tf'].map(
  (m) => `models/standard/${m}.onnx`,
);

/** Development alone needs them; a consumer's installation has none. */
const NOT_INSTALLED = new Set(['@vladmandic', '@biomejs', '@types', 'typescript', 'vitest']);

interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

// Without the scripts: what is built is there, and other tests are using it.
async function pack(folder: string): Promise<Packed> {
  const args = ['pack', '--ignore-scripts', '--json', '--offline', '--pack-destination', folder];
  const { stdout } = await run('npm', args, { cwd: ROOT });
  const [{ filename, files }] = JSON.parse(stdout);
  const paths = files.map(({ path }: { path: string }) => path);
  return { tarball: join(folder, filename), files: paths };
}

/** A project that has installed the package: unpacked, with the dependencies beside it. */
async function consumer(tarball: string): Promise<string> {
  const folder = temporaryFolder();
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'faceenroll'), { recursive: true });
  await run('tar', ['xzf', tarball, '--strip-components=1', '-C', join(modules, 'faceenroll')]);
  const skipped = (name: string) => name.startsWith('.') || NOT_INSTALLED.has(name);
  const installed = readdirSync(join(ROOT, 'node_modules')).filter((name) => !skipped(name));
  for (const name of installed) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }');
  mkdirSync(join(folder, 'photos'));
  for (const name of ['1001.jpg', '1002.jpg']) {
    cpSync(fixture('photos', name), join(folder, 'photos', name));
  }
  return folder;
}

/** The example of the library in its help topic. */
function example(): string {
  const topic = readFileSync(join(ROOT, 'src', 'help', 'library.md'), 'utf8');
  const [, text = ''] = topic.split('<!-- library -->');
  return text
    .split('\n')
    .map((line) => line.replace(/^ {4}/, ''))
    .join('\n');
}

/** In a consumer's folder; fails with what the script wrote when it fails. */
async function node(folder: string, script: string, name = 'script.js'): Promise<string> {
  writeFileSync(join(folder, name), script);
  const { stdout, stderr } = await run(process.execPath, [name], { cwd: folder });
  expect(stderr).toBe('');
  return stdout;
}

describe('the package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faceenroll-pack-'));
  let packed: Packed;

  beforeAll(async () => {
    packed = await pack(folder);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has the built models and the notices of their licenses, and nothing of the workshop', () => {
    expect(packed.files).toEqual(
      expect.arrayContaining([
        ...[...MODELS, 'models/NOTICES.md', 'LICENSE'],
        ...['dist/index.d.ts', 'dist/browser/enroll.js'],
      ]),
    );
    const folders = new Set(packed.files.map((file) => file.split('/')[0]));
    expect([...folders].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'SECURITY.md',
      'bin',
      'dist',
      'models',
      'package.json',
      'src',
    ]);
    const help = readdirSync(join(ROOT, 'src', 'help')).map((name) => `src/help/${name}`);
    const read = [...help, 'src/browser/page.css', 'src/browser/review.css'];
    expect(packed.files.filter((file) => file.startsWith('src/')).sort()).toEqual(read.sort());
    expect(packed.files.filter((file) => /\.(map|tsbuildinfo|part)$/.test(file))).toEqual([]);
    const onnx = packed.files.filter((file) => file.endsWith('.onnx'));
    expect(onnx.sort()).toEqual(MODELS);
  });

  it('enrolls by its library, as its help topic shows, without the packages of the weights', async () => {
    const folder = await consumer(packed.tarball);
    const script = example();
    expect(script).toContain("from 'faceenroll'");
    const stdout = await node(folder, script);
    expect(stdout.trim().split('\n')).toEqual([
      '1001.jpg enrolled',
      '1002.jpg enrolled',
      '2 new faces, 0 photos failed',
      '1001 1',
      '1002 1',
      'photos/1001.jpg is 1001',
    ]);
    expect(readdirSync(folder).sort()).toEqual([
      ...['faces.db', 'node_modules', 'package.json', 'photos', 'script.js'],
    ]);
    const faces = query(join(folder, 'faces.db'), 'SELECT user_id FROM templates ORDER BY 1');
    expect(faces).toEqual([{ user_id: '1001' }, { user_id: '1002' }]);
  });

  it('enrolls by its command', async () => {
    const folder = await consumer(packed.tarball);
    const bin = join(folder, 'node_modules', 'faceenroll', 'bin', 'faceenroll.js');
    const args = [bin, 'import-faces', 'photos', '--create-missing', '--workers', '1', '--json'];
    const { stdout } = await run(process.execPath, args, { cwd: folder });
    const [last] = stdout.trim().split('\n').slice(-1);
    expect(JSON.parse(last ?? '')).toMatchObject({ enrolled: { total: 2 }, exitCode: 0 });
  });

  it('serves by its command, with its documentation', async () => {
    const folder = await consumer(packed.tarball);
    const bin = join(folder, 'node_modules', 'faceenroll', 'bin', 'faceenroll.js');
    const { address } = await served([], { cwd: folder, bin });
    const make = [bin, 'keys', 'create', '--name', 'any', '--scope', 'enroll', '--json'];
    const { stdout } = await run(process.execPath, make, { cwd: folder });
    const form = new FormData();
    form.set('image', new Blob([readFileSync(join(folder, 'photos', '1001.jpg'))]), '1001.jpg');
    form.set('external_id', '1001');
    const answer = await fetch(`${address}/api/v1/collections/default/faces`, {
      ...{ method: 'POST', headers: { 'x-api-key': JSON.parse(stdout).key }, body: form },
    });
    expect(answer.status).toBe(201);
    for (const path of ['/docs/', '/docs/static/swagger-ui-bundle.js', '/openapi.json']) {
      expect([path, (await fetch(`${address}${path}`)).status]).toEqual([path, 200]);
    }
  });

  it('has types that resolve in a strict NodeNext project which checks every declaration', async () => {
    const folder = await consumer(packed.tarball);
    const types = join(folder, 'node_modules', '@types');
    mkdirSync(types);
    symlinkSync(join(ROOT, 'node_modules/@types/node'), join(types, 'node'));
    const good = `
      import { enroll, FatalError, identify, importCsv, importFaces, openGallery, verify } from 'faceenroll';
      import type { Gallery, ImportResult, ItemOutcome, UserRecord } from 'faceenroll';
      const gallery: Gallery = openGallery({ database: 'faces.db' });
      const seen: ItemOutcome[] = [];
      const result: ImportResult = await importFaces(gallery, 'photos', {
        createMissing: true, quality: 'strict', onOutcome: (one) => { seen.push(one); },
        signal: AbortSignal.timeout(1000), onProgress: ({ phase, done }) => phase === 'read' && done,
      });
      await importCsv(gallery, 'a.csv', { map: { No: 'user_id' }, duplicates: 'flag' });
      await enroll(gallery, '1', ['a.jpg'], { ifFaceExists: 'add' });
      const first: UserRecord | undefined = [...gallery.users.list({ limit: 1 }).rows][0];
      for await (const { matches } of identify(gallery, ['a.jpg'])) matches[0]?.userId.length;
      for await (const { match } of verify(gallery, '1', ['a.jpg'])) match === true;
      if (result.enrolled.total > 0 && first?.faces === 1) throw new FatalError('x');
    `;
    writeFileSync(join(folder, 'good.ts'), good);
    const wrong = good.replace("'strict'", "'strictest'");
    writeFileSync(
      join(folder, 'wrong.ts'),
      `import { Store } from 'faceenroll/dist/store/store.js'; ${wrong}`,
    );
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--noEmit'];
    const args = [tsc, ...options, '--types', 'node', 'good.ts', 'wrong.ts'];
    const errors = await run(process.execPath, args, { cwd: folder }).then(
      () => '',
      ({ stdout }) => String(stdout),
    );
    expect(errors.match(/^[^\s(]+\(/gm)?.filter((file) => file !== 'wrong.ts(')).toEqual([]);
    expect(errors).toContain('\'"strictest"\' is not assignable');
    expect(errors).toContain("Cannot find module 'faceenroll/dist/store/store.js'");
  });
});
