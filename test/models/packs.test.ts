import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FatalError } from '../../src/domain/fatal-error.js';
import { modelFolders, pathOf } from '../../src/models/folders.js';
import { readManifest, type StandardPackSpec } from '../../src/models/manifest.js';
import { ModelPackError } from '../../src/models/model-pack-error.js';
import { findPack, packSpec, verifyPack } from '../../src/models/packs.js';
import { temporaryFolder } from '../support/cli.js';

/** A pack whose files hold their own names. */
const { standard } = readManifest().packs;
const small: StandardPackSpec = {
  ...standard,
  detector: { ...standard.detector, sha256: sha256(standard.detector.file) },
  landmarks: { ...standard.landmarks, sha256: sha256(standard.landmarks.file) },
  encoder: { ...standard.encoder, sha256: sha256(standard.encoder.file) },
};

const both = (folder: string) => ({ own: folder, installed: folder });

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('a model pack', () => {
  it('is verified when each file has the bytes that the manifest names', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'standard'));
    for (const { file } of [small.detector, small.landmarks, small.encoder]) {
      writeFileSync(join(folder, file), file);
    }
    expect(verifyPack(small, both(folder)).map((model) => model.status)).toEqual([
      'ok',
      'ok',
      'ok',
    ]);
  });

  it('tells a missing file from an altered one, and names both', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'standard'));
    writeFileSync(join(folder, small.detector.file), small.detector.file);
    writeFileSync(join(folder, small.encoder.file), `${small.encoder.file}, altered`);
    expect(verifyPack(small, both(folder))).toEqual([
      { id: small.detector.id, path: join(folder, small.detector.file), status: 'ok' },
      { id: small.landmarks.id, path: join(folder, small.landmarks.file), status: 'missing' },
      { id: small.encoder.id, path: join(folder, small.encoder.file), status: 'altered' },
    ]);
  });

  it('is found in the installed package, whole', () => {
    const pack = findPack('standard');
    expect(pack).toMatchObject({ name: 'standard', encoder: 'mobilefacenet-tf-192' });
    expect(pack.models.encoder.path).toMatch(/models\/standard\/mobilefacenet-tf\.onnx$/);
  });

  it('that was installed with the field `licence` has it as `license`', () => {
    const installed = temporaryFolder();
    mkdirSync(join(installed, 'ours'));
    const spec = { description: 'ours', encoder: { id: 'ours@1', file: 'ours/ours-1.onnx' } };
    writeFileSync(join(installed, 'ours/pack.json'), JSON.stringify({ ...spec, licence: 'MIT' }));
    expect(packSpec('ours', both(installed))).toEqual({ ...spec, license: 'MIT' });
  });

  it('that is not built is refused with the command that builds it', () => {
    const folder = temporaryFolder();
    const find = () => findPack('standard', both(folder));
    expect(find).toThrow(ModelPackError);
    expect(find).toThrow(
      `${join(folder, standard.detector.file)} is missing: run "faceenroll models build"`,
    );
  });

  it('with an altered file is refused with the command that builds it', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'standard'));
    writeFileSync(join(folder, standard.detector.file), 'another model');
    expect(() => findPack('standard', both(folder))).toThrow(
      `${join(folder, standard.detector.file)} is altered: run "faceenroll models build"`,
    );
  });

  it('that is built when it is installed is refused with the command that installs it', () => {
    const installed = temporaryFolder();
    const folders = { ...modelFolders(), installed };
    for (const name of ['dlib', 'openvino']) {
      expect(() => findPack(name, folders)).toThrow(
        `is missing: run "faceenroll models install ${name}"`,
      );
    }
    expect(readdirSync(installed)).toEqual([]);
  });

  it('lies where packs are installed, but for the one that faceenroll comes with', () => {
    const folders = { own: 'own', installed: 'installed' };
    const places = Object.values(readManifest().packs).flatMap(({ detector, landmarks, encoder }) =>
      [detector, landmarks, encoder].flatMap((model) => (model ? [pathOf(model, folders)] : [])),
    );
    expect(places.filter((path) => path.startsWith('own'))).toEqual([
      join('own', standard.detector.file),
      join('own', standard.landmarks.file),
      join('own', standard.encoder.file),
    ]);
  });

  it.each(['best', '__proto__', 'toString', ''])(
    'named %j does not exist, and the ones that do are named',
    (name) => {
      expect(() => packSpec(name)).toThrow(FatalError);
      expect(() => packSpec(name)).toThrow(`no model pack ${name}; there are: standard`);
    },
  );
});
