import { mkdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { modelFolders } from '../../src/models/folders.js';
import { unopened } from '../../src/models/unopened.js';
import { temporaryFolder } from '../support/cli.js';
import { ownPack } from '../support/own-pack.js';

const INSTALL = `run "faceenroll models install <path of own's pack file>" and try again`;

it.each<[what: string, damage: (path: string) => void, problem: string]>([
  ['was deleted', (path) => rmSync(path), `is missing: ${INSTALL}`],
  ['was cut short', (path) => truncateSync(path, 10_000), `is altered: ${INSTALL}`],
  [
    'cannot be read',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
    'cannot be read: it is a folder; mend that, and run the same command again',
  ],
])('a model file that %s is named, with what to do', (_, damage, problem) => {
  const { folder, encoder } = ownPack();
  damage(encoder);
  const folders = { ...modelFolders(), installed: folder };
  const { name, message } = unopened(encoder, 'Protobuf parsing failed.', folders);
  expect({ name, message }).toEqual({
    name: 'ModelPackError',
    message: `the model file ${encoder} ${problem}`,
  });
});

it('of a model file that is intact the words of the library are told', () => {
  const { folder, encoder } = ownPack();
  const words = `Load model from ${encoder} failed:Exception during\n initialization`;
  const { message } = unopened(encoder, words, { ...modelFolders(), installed: folder });
  expect(message).toBe(
    `the model file ${encoder} is intact, and could not be opened (Exception during\\u000a initialization): run the same command again; if it fails again, see "faceenroll doctor"`,
  );
});

it('of the file of a pack that is not installed yet the words of the library are told', () => {
  const path = join(temporaryFolder(), 'new.onnx');
  const { message } = unopened(path, `Load model from ${path} failed:Protobuf parsing failed.`);
  expect(message).toBe(`the model file ${path} cannot be opened: Protobuf parsing failed.`);
});

it('of a model that faceenroll has built the command that builds it is told', () => {
  const folders = { own: temporaryFolder(), installed: temporaryFolder() };
  const path = join(folders.own, 'standard/facemesh.onnx');
  expect(unopened(path, 'gone', folders).message).toBe(
    `the model file ${path} is missing: run "faceenroll models build" and try again`,
  );
});
