import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { replaceFile } from '../../src/models/replace.js';
import { temporaryFolder } from '../support/cli.js';

const bytes = Buffer.from('a whole model');

it('leaves alone what another call is writing at the same time', () => {
  const folder = temporaryFolder();
  const others = ['model.onnx.1f3a.new', 'model.onnx.new'];
  for (const other of others) writeFileSync(join(folder, other), 'half a mod');
  replaceFile(join(folder, 'model.onnx'), bytes);
  expect(readFileSync(join(folder, 'model.onnx'))).toEqual(bytes);
  expect(readdirSync(folder)).toEqual(['model.onnx', ...others]);
});

it('removes what a killed call left of the same file a while ago, and nothing else', () => {
  const folder = temporaryFolder();
  const hourAgo = new Date(Date.now() - 3_600_000);
  for (const file of ['model.onnx.1f3a.new', 'model.onnx.new', 'other.onnx.new', 'model.onnx']) {
    writeFileSync(join(folder, file), 'half a mod');
    utimesSync(join(folder, file), hourAgo, hourAgo);
  }
  replaceFile(join(folder, 'model.onnx'), bytes);
  expect(readdirSync(folder)).toEqual(['model.onnx', 'other.onnx.new']);
});

it('leaves nothing of its own behind where it cannot take the place', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'model.onnx', 'in the way'), { recursive: true });
  expect(() => replaceFile(join(folder, 'model.onnx'), bytes)).toThrow();
  expect(readdirSync(folder)).toEqual(['model.onnx']);
});
