import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { finishPack, installFrom, stagePack } from '../../src/models/install.js';
import { readManifest } from '../../src/models/manifest.js';
import { ModelPackError } from '../../src/models/model-pack-error.js';
import { findPack, packNames, packSpec, verifyPack } from '../../src/models/packs.js';
import { temporaryFolder } from '../support/cli.js';

const CONTENT = 'the weights of a model';
const SPEC = { id: 'some-model', file: 'extra/model.onnx', sha256: sha256(CONTENT) };

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The smallest ONNX model: a graph (field 7) with a name (field 2) of fewer than 126 letters. */
function model(name: string): string {
  return `\x3a${String.fromCharCode(name.length + 2)}\x12${String.fromCharCode(name.length)}${name}`;
}

/** A folder with the given files, and the folders to install to. */
function folders(files: Readonly<Record<string, string>>) {
  const [from, installed] = [temporaryFolder(), temporaryFolder()];
  for (const [name, content] of Object.entries(files)) writeFileSync(join(from, name), content);
  return { from, to: { own: temporaryFolder(), installed } };
}

describe('installing a model from what the operator has', () => {
  const ADVICE = 'get it';
  const there = (to: { installed: string }) =>
    readFileSync(join(to.installed, 'extra', 'model.onnx'), 'utf8');

  it('puts its file in its place, and leaves nothing else', () => {
    const { from, to } = folders({ 'model.onnx': CONTENT });
    installFrom(SPEC, from, to, ADVICE);
    expect(there(to)).toBe(CONTENT);
    expect(readdirSync(join(to.installed, 'extra'))).toEqual(['model.onnx']);
  });

  it('takes the file itself, under whatever name', () => {
    const { from, to } = folders({ 'download (1).onnx': CONTENT });
    installFrom(SPEC, join(from, 'download (1).onnx'), to, ADVICE);
    expect(there(to)).toBe(CONTENT);
  });

  it('knows the name under which it is published, beside another file of its own name', () => {
    const spec = { ...SPEC, publishedAs: 'best.onnx' };
    const { from, to } = folders({ 'best.onnx': CONTENT, 'model.onnx': 'an older one' });
    installFrom(spec, from, to, ADVICE);
    expect(there(to)).toBe(CONTENT);
    writeFileSync(join(from, 'best.onnx'), 'another one');
    expect(() => installFrom(spec, from, to, ADVICE)).toThrow(
      /model\.onnx is not some-model: its SHA-256 is [0-9a-f]{64}; .*best\.onnx is not some-model/,
    );
  });

  it('refuses another file by its SHA-256, and keeps what was there', () => {
    const { from, to } = folders({ 'model.onnx': `${CONTENT}!` });
    mkdirSync(join(to.installed, 'extra'));
    writeFileSync(join(to.installed, SPEC.file), 'what was there');
    for (const path of [from, join(from, 'model.onnx')]) {
      expect(() => installFrom(SPEC, path, to, ADVICE)).toThrow(ModelPackError);
      expect(() => installFrom(SPEC, path, to, ADVICE)).toThrow(
        /is not some-model.*nothing was installed: get it$/,
      );
    }
    expect(there(to)).toBe('what was there');
  });

  it('says which file it misses, by all its names', () => {
    const { from, to } = folders({});
    const spec = { ...SPEC, publishedAs: 'best.onnx' };
    expect(() => installFrom(spec, from, to, ADVICE)).toThrow(
      `there is no model.onnx or best.onnx in ${from}: get it`,
    );
    const nowhere = join(from, 'nowhere');
    expect(() => installFrom(spec, nowhere, to, ADVICE)).toThrow(
      `${nowhere} does not exist: get it`,
    );
    expect(existsSync(join(to.installed, 'extra'))).toBe(false);
  });
});

describe('installing a pack of files whose SHA-256 nobody has pinned', () => {
  const spec = readManifest().packs.insightface as NonNullable<
    ReturnType<typeof readManifest>['packs'][string]
  >;
  const FILES = { 'det_10g.onnx': model('a detector'), 'w600k_r50.onnx': model('an encoder') };

  it('is no pack to use before, and one whose files are known afterwards', () => {
    const { from, to } = folders(FILES);
    expect(() => findPack('insightface', to)).toThrow(
      'is missing: run "faceenroll models install insightface --from <folder>"',
    );
    finishPack(stagePack('insightface', spec, from, to), to);
    const [detector, , encoder] = verifyPack(packSpec('insightface', to), to);
    expect([detector?.status, encoder?.status]).toEqual(['ok', 'ok']);
    writeFileSync(encoder?.path ?? '', 'altered');
    expect(verifyPack(packSpec('insightface', to), to)[2]?.status).toBe('altered');
  });

  it('names the encoder after its file: templates of another file are never compared', () => {
    const { from, to } = folders(FILES);
    const { encoder } = stagePack('insightface', spec, from, to).spec;
    expect(encoder.id).toBe(`arcface-w600k-r50-512@${sha256(model('an encoder')).slice(0, 12)}`);
  });

  it('leaves the pack of that name alone until the new one is finished, then replaces it', () => {
    const { from, to } = folders(FILES);
    finishPack(stagePack('insightface', spec, from, to), to);
    const before = packSpec('insightface', to);
    writeFileSync(join(from, 'w600k_r50.onnx'), model('another encoder'));
    const staged = stagePack('insightface', spec, from, to);
    expect(packSpec('insightface', to)).toEqual(before);
    expect(verifyPack(before, to)[2]?.status).toBe('ok');
    finishPack(staged, to);
    expect(packSpec('insightface', to)).not.toEqual(before);
    expect(readdirSync(join(to.installed, 'insightface'))).toHaveLength(3);
  });

  it('adds a pack of a new name to the others', () => {
    const { from, to } = folders(FILES);
    finishPack(stagePack('ours', spec, from, to), to);
    expect(packNames(to)).toEqual([
      'standard',
      'openvino',
      'combined',
      'dlib',
      'opencv',
      'insightface',
      'ours',
    ]);
  });
});
