import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installFrom } from '../../src/models/install.js';
import { ModelPackError } from '../../src/models/packs.js';
import { temporaryFolder } from '../support/cli.js';

const CONTENT = 'the weights of a model';
const SPEC = {
  id: 'some-model',
  description: 'a model',
  licence: 'MIT',
  source: 'somebody',
  file: 'extra/model.onnx',
  sha256: createHash('sha256').update(CONTENT).digest('hex'),
};

/** A folder with the model's file, and one to install it to. */
function folders(content: string | undefined): { from: string; to: string } {
  const [from, to] = [temporaryFolder(), temporaryFolder()];
  if (content !== undefined) writeFileSync(join(from, 'model.onnx'), content);
  return { from, to };
}

describe('installing a model from a folder', () => {
  it('puts its file in its place, and leaves nothing else', () => {
    const { from, to } = folders(CONTENT);
    const path = installFrom(SPEC, from, to);
    expect(path).toBe(join(to, 'extra', 'model.onnx'));
    expect(readFileSync(path, 'utf8')).toBe(CONTENT);
    expect(readdirSync(join(to, 'extra'))).toEqual(['model.onnx']);
  });

  it('refuses another file by its SHA-256, and keeps what was there', () => {
    const { from, to } = folders(`${CONTENT}!`);
    mkdirSync(join(to, 'extra'));
    writeFileSync(join(to, SPEC.file), 'what was there');
    expect(() => installFrom(SPEC, from, to)).toThrow(ModelPackError);
    expect(() => installFrom(SPEC, from, to)).toThrow(/is not some-model.*nothing was installed/);
    expect(readFileSync(join(to, SPEC.file), 'utf8')).toBe('what was there');
  });

  it('says which file it misses', () => {
    const { from, to } = folders(undefined);
    expect(() => installFrom(SPEC, from, to)).toThrow(/model\.onnx cannot be read/);
    expect(existsSync(join(to, 'extra'))).toBe(false);
  });
});
