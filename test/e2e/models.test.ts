import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';

/** Whoever works on the project may have installed it. */
const installed = existsSync(join(ROOT, 'models', 'liveness', 'minifasnet_v2se.onnx'));

const MODELS = ['blazeface-back-256', 'facemesh-468', 'mobilefacenet-tf-192'];

async function listed(s: Scenario) {
  const { code, stdout, stderr } = await s.call(['models', 'list', '--json']);
  expect([code, stderr]).toEqual([0, '']);
  const packs = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return packs.find((pack) => pack.name === 'standard');
}

describe('models', () => {
  it('list names the packs, their models, license and state', async () => {
    const s = new Scenario();
    const { code, stdout } = await s.call(['models', 'list']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^standard: [^:]+\(license: MIT, Apache-2\.0\)$/m);
    // But for the paths of files.
    const lines = stdout.split('\n').filter((line) => !line.includes('.onnx'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
    for (const model of MODELS)
      expect(stdout).toMatch(new RegExp(`^ +ok +${model}\\b.*\\.onnx$`, 'm'));
    expect(stdout).toMatch(/^ {2}of 100 second photos it finds \w+ /m);
    expect(stdout).toMatch(/^Strongest for 100/m);
    expect((await s.call(['models', 'list', '--json'])).stdout).not.toBe(stdout);
  });

  it('list --json tells the same to programs', async () => {
    const pack = await listed(new Scenario());
    expect(pack).toMatchObject({ name: 'standard', encoder: 'mobilefacenet-tf-192' });
    expect(pack.license).toMatch(/\S/);
    expect(pack.strength.table[0]).toEqual({ fmr: 0.1, tmr: expect.any(Number) });
    expect(pack.models.map(({ id }: { id: string }) => id).sort()).toEqual(MODELS);
    for (const { path, status } of pack.models) {
      expect(status).toBe('ok');
      expect(statSync(path).size).toBeGreaterThan(100_000);
    }
  });

  it('verify finds the files intact', async () => {
    const result = await new Scenario().call(['models', 'verify']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout.match(/^ok /gm)).toHaveLength(MODELS.length);
  });

  it('build --missing-only leaves intact files alone', async () => {
    const s = new Scenario();
    const paths: string[] = (await listed(s)).models.map(({ path }: { path: string }) => path);
    const state = () =>
      paths.map((path) => ({
        mtimeMs: statSync(path).mtimeMs,
        sha256: createHash('sha256').update(readFileSync(path)).digest('hex'),
      }));
    const before = state();
    const result = await s.call(['models', 'build', '--missing-only']);
    expect(result).toMatchObject({ code: 0, stdout: '', stderr: '' });
    expect(state()).toEqual(before);
  });

  it('build names a file of the folder that is not the right one, and changes nothing', async () => {
    const s = new Scenario();
    const wrong = s.write('weights/blazeface.json', '{}');
    const result = await s.call(['models', 'build', '--from', 'weights']);
    expect(result.code).toBe(1);
    expect(result.stderr).toContain(`${wrong} is not the file that the model was made from`);
    expect(result.stderr, 'no stack').not.toMatch(/\n\s+at /);
    expect((await s.call(['models', 'verify'])).code).toBe(0);
  });
});

describe('the liveness model', () => {
  it('that is not there is named by models list, with the way to install it', async () => {
    const { stdout } = await new Scenario().call(['models', 'list']);
    expect(stdout).toMatch(/^liveness: /m);
    if (installed) return;
    expect(stdout).toContain('faceenroll models install liveness\n');
  });

  it.skipIf(installed)(
    'must be there for --check-liveness on: nothing is done without it',
    async () => {
      const s = new Scenario();
      s.photos(['1001.jpg']);
      const command = ['import-faces', 'photos', '--create-missing', '--check-liveness', 'on'];
      const { code, stderr } = await s.call(command);
      expect(code).toBe(1);
      expect(stderr).toContain('needs the liveness model');
      expect(stderr).toContain('run "faceenroll models install liveness"');
      expect(readdirSync(s.path('.'))).toEqual(['photos']);
    },
  );

  it.each([
    [
      ['liveness', '--from', 'nowhere'],
      1,
      'nowhere does not exist: put that file, from https://github',
    ],
    [
      ['something', '--from', '.'],
      2,
      'there are: standard, openvino, combined, dlib, opencv, insightface, liveness',
    ],
  ])('is not installed by %j', async (args, code, message) => {
    const result = await new Scenario().call(['models', 'install', ...args]);
    expect(result).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});
