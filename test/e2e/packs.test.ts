import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { writePack } from '../support/packs.js';
import { Scenario } from '../support/scenario.js';

/** Where tests install packs: never into the project's own folder. */
const inFolder = (s: Scenario) => ({ env: { FACEENROLL_MODELS: s.path('models') } });

async function installed(changes: object = {}) {
  const s = new Scenario();
  const result = await s.call(['models', 'install', writePack(s, changes)], inFolder(s));
  return { s, result };
}

const SHARED = join(ROOT, '..', 'shared', 'models');
const shared = existsSync(SHARED);

describe('a pack of the operator', () => {
  it('is installed from its pack file, its license said aloud', async () => {
    const { s, result } = await installed({ notice: 'Ask before you use it.' });
    expect(result).toMatchObject({ code: 0 });
    expect(result.stderr).toBe('small has this license: MIT\nAsk before you use it.\n');
    expect(result.stdout).toMatch(
      /^small is installed: use it with --models small; its encoder is small@[0-9a-f]{12}\n$/,
    );
    const list = await s.call(['models', 'list'], inFolder(s));
    expect(list.stdout).toContain('small: small (license: MIT)');
    expect(list.stdout).toContain('use it with: --models small');
    const verified = await s.call(['models', 'verify', 'small'], inFolder(s));
    expect(verified).toMatchObject({ code: 0, stderr: '' });
  });

  it('makes templates that remember its encoder, beside those of another', async () => {
    const { s } = await installed();
    s.photos(['1001.jpg']);
    const command = ['import-faces', 'photos', '--create-missing'];
    expect((await s.call(command)).code).toBe(0);
    const own = await s.json([...command, '--models', 'small'], inFolder(s));
    expect(own.outcomes).toMatchObject([{ action: 'NEW_TEMPLATE_CREATED' }]);
    const again = await s.json([...command, '--models', 'small'], inFolder(s));
    expect(again.outcomes).toMatchObject([{ outcome: 'unchanged' }]);
    const rows = s.query(
      'SELECT user_id, encoder, length(embedding) AS bytes FROM templates ORDER BY encoder',
    );
    expect(rows).toEqual([
      { user_id: '1001', encoder: 'mobilefacenet-tf-192', bytes: 4 * 192 },
      {
        user_id: '1001',
        encoder: expect.stringMatching(/^small@[0-9a-f]{12}$/),
        bytes: 4 * 48,
      },
    ]);
  });

  it('is taken again by the retry of an error report', async () => {
    const { s } = await installed();
    s.photos(['1001.jpg']);
    s.write('photos/1002.jpg', 'no photo');
    const command = ['import-faces', 'photos', '--create-missing', '--models', 'small'];
    expect((await s.call(command, inFolder(s))).code).toBe(3);
    s.photos({ '1002.jpg': '1002.jpg' });
    const retry = await s.call(['import-csv', 'photos.errors.csv'], inFolder(s));
    expect(retry).toMatchObject({ code: 0 });
    const encoders = s.query('SELECT DISTINCT encoder FROM templates');
    expect(encoders).toEqual([{ encoder: expect.stringMatching(/^small@/) }]);
  });

  it('says what its license forbids at every use, unless quiet', async () => {
    const { s } = await installed({ notice: 'For research only.' });
    s.photos(['1001.jpg']);
    const command = ['import-faces', 'photos', '--create-missing', '--models', 'small'];
    const { stderr } = await s.call(command, inFolder(s));
    expect(stderr).toContain('small (license: MIT): For research only.');
    expect((await s.call([...command, '--quiet'], inFolder(s))).stderr).toBe('');
    const inspected = await s.call(
      ['inspect', 'photos/1001.jpg', '--models', 'small'],
      inFolder(s),
    );
    expect(inspected.stderr).toContain('For research only.');
  });

  it('that does not give what its pack file says is not installed', async () => {
    const encoder = { file: 'small.onnx', dimensions: 512 };
    const { s, result } = await installed({ encoder });
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('the encoder gives 48 values, not 512; nothing was installed');
    const used = await s.call(['inspect', 'x.jpg', '--models', 'small'], inFolder(s));
    expect(used).toMatchObject({ code: 1 });
    expect(used.stderr).toContain('there is no model pack small');
  });

  it('whose detector is of another family than it says is not installed', async () => {
    const detector = { family: 'yunet', file: 'small.onnx' };
    const { result } = await installed({ detector });
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('small does not work as described');
  });

  it.each([
    [{ name: '../escape' }, 'name'],
    [{ encoder: { file: '../../etc/x.onnx', dimensions: 48 } }, 'encoder.file'],
    [{ detector: { family: 'yunet', file: '/etc/x.onnx' } }, 'detector.file'],
    [{ name: 'standard' }, 'give yours another name'],
  ])('cannot reach beyond its folder or take a name that is taken: %j', async (changes, told) => {
    const { s, result } = await installed(changes);
    expect(result.code).toBeGreaterThan(0);
    expect(result.stderr).toContain(told);
    expect(existsSync(s.path('models'))).toBe(false);
    expect(readdirSync(s.cwd).sort()).toEqual(['own']);
  });

  it('that was altered after it was installed is refused', async () => {
    const { s } = await installed();
    const [file = ''] = readdirSync(s.path('models', 'small')).filter((f) => f.endsWith('.onnx'));
    const path = s.path('models', 'small', file);
    writeFileSync(path, readFileSync(path).fill(0, 10, 20));
    s.photos(['1001.jpg']);
    const command = ['import-faces', 'photos', '--create-missing', '--models', 'small'];
    const { code, stderr } = await s.call(command, inFolder(s));
    expect(code).toBe(1);
    expect(stderr).toContain(`the model file ${path} is altered`);
    expect(existsSync(s.db)).toBe(false);
  });
});

describe('the pack dlib', () => {
  it('is built when it is installed, and makes templates of the name they always had', async () => {
    const s = new Scenario();
    const done = await s.call(['models', 'install', 'dlib', '--json'], inFolder(s));
    const file = s.path('models', 'dlib', 'dlib-resnet29.onnx');
    expect(JSON.parse(done.stdout)).toMatchObject({
      ...{ event: 'installed', name: 'dlib', encoder: 'dlib-resnet29-128' },
      files: expect.arrayContaining([file]),
    });
    s.photos(['1001.jpg']);
    const command = ['import-faces', 'photos', '--create-missing', '--models', 'dlib'];
    expect((await s.call(command, inFolder(s))).code).toBe(0);
    const rows = s.query('SELECT encoder, length(embedding) AS bytes FROM templates');
    expect(rows).toEqual([{ encoder: 'dlib-resnet29-128', bytes: 4 * 128 }]);
  });
});

describe.skipIf(!existsSync(SHARED))('the pack combined (../shared/models)', () => {
  it('installs the pack that it is built from, too', async () => {
    const s = new Scenario();
    const command = ['models', 'install', 'combined', '--from', SHARED, '--json'];
    const done = await s.call(command, inFolder(s));
    expect(JSON.parse(done.stdout)).toMatchObject({ name: 'combined' });
    const folders = readdirSync(s.path('models')).sort();
    expect(folders).toEqual(['combined', 'openvino']);
    s.photos(['1001.jpg']);
    const models = ['--create-missing', '--models', 'combined'];
    expect((await s.call(['import-faces', 'photos', ...models], inFolder(s))).code).toBe(0);
    const rows = s.query('SELECT length(embedding) AS bytes FROM templates');
    expect(rows).toEqual([{ bytes: 4 * 448 }]);
  });
});

describe('a pack that is not there', () => {
  it('is refused with the names of those that are', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    const command = ['import-faces', 'photos', '--create-missing', '--models', 'best'];
    const { code, stderr } = await s.call(command, inFolder(s));
    expect(code).toBe(1);
    expect(stderr).toContain(
      'there is no model pack best; there are: standard, openvino, combined, dlib, opencv, insightface',
    );
    expect(existsSync(s.db)).toBe(false);
  });

  it.each([
    ['opencv', 'run "faceenroll models install opencv"'],
    ['openvino', 'run "faceenroll models install openvino"'],
    ['insightface', 'run "faceenroll models install insightface --from <folder>"'],
  ])('but known, as %s, is refused with the command that installs it', async (pack, told) => {
    const s = new Scenario();
    const { code, stderr } = await s.call(['inspect', 'x.jpg', '--models', pack], inFolder(s));
    expect(code).toBe(1);
    expect(stderr).toContain(told);
  });

  it('is installed from a folder only where nobody publishes it', async () => {
    const s = new Scenario();
    const { code, stderr } = await s.call(['models', 'install', 'insightface'], inFolder(s));
    expect(code).toBe(2);
    expect(stderr).toContain('run "faceenroll models install insightface --from <folder>"');
  });
});

describe.skipIf(!shared)('models of others (../shared/models)', () => {
  it.each(['yunet', 'scrfd'])('%s finds the faces that MobileFaceNet encodes', async (family) => {
    const file = { yunet: 'face_detection_yunet_2023mar.onnx', scrfd: 'scrfd_2.5g_bnkps.onnx' };
    const s = new Scenario();
    s.write(
      'pack.json',
      JSON.stringify({
        name: 'pack',
        license: 'for tests only',
        detector: { family, file: file[family as keyof typeof file] },
        encoder: { file: 'mobilefacenet.onnx', dimensions: 128 },
      }),
    );
    const result = await s.call(['models', 'install', 'pack.json', '--from', SHARED], inFolder(s));
    expect(result).toMatchObject({ code: 0 });
    s.photos(['1001.jpg', '1002.jpg', 'exif-6.jpg']);
    const command = ['import-faces', 'photos', '--create-missing', '--models', 'pack'];
    const { outcomes } = await s.json(command, inFolder(s));
    expect(outcomes.map(({ action }) => action)).toEqual(Array(3).fill('NEW_TEMPLATE_CREATED'));
  });

  it('openvino is built of the published files in a folder, or copied where it is built', async () => {
    const s = new Scenario();
    const install = ['models', 'install', 'openvino', '--from'];
    const { code, stdout } = await s.call([...install, SHARED], inFolder(s));
    expect([code, stdout]).toEqual([
      0,
      'openvino (license: Apache-2.0) is installed: use it with --models openvino\n',
    ]);
    const folder = s.path('models', 'openvino');
    expect(readdirSync(folder)).toEqual(['face-reidentification-retail-0095.onnx']);
    const other = { env: { FACEENROLL_MODELS: s.path('other') } };
    expect((await s.call([...install, folder], other)).code).toBe(0);
    expect((await s.call(['models', 'verify', 'openvino'], other)).code).toBe(0);
  });

  it('of which a pack lacks several are asked for in one folder, not one by one', async () => {
    const s = new Scenario();
    const yunet = join(SHARED, 'face_detection_yunet_2023mar.onnx');
    const result = await s.call(['models', 'install', 'opencv', '--from', yunet], inFolder(s));
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('lacks 2 files') });
  });

  it('YuNet is installed as a part of the pack opencv, by its SHA-256', async () => {
    const s = new Scenario();
    const command = ['models', 'install', 'opencv', '--from', SHARED];
    const { code, stderr } = await s.call(command, inFolder(s));
    // The encoder is not among the shared files.
    expect(code).toBe(1);
    expect(stderr).toContain(
      `there is no face_recognition_sface_2021dec.onnx in ${SHARED}: put that`,
    );
    const { stdout } = await s.call(['models', 'list'], inFolder(s));
    expect(stdout).toMatch(/^ {2}ok {7}yunet-2023mar/m);
  });
});
