import {
  existsSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { flushPictures, writeNewFile, writeNewPicture } from '../../src/operations/new-file.js';
import { temporaryFolder } from '../support/cli.js';

const newPath = () => join(temporaryFolder(), 'users.csv');

describe('writeNewFile', () => {
  it('writes all pieces into a file of its owner alone', () => {
    const path = newPath();
    writeNewFile(path, ['a\n', 'b\n']);
    expect(readFileSync(path, 'utf8')).toBe('a\nb\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('replaces nothing, not even a link to nowhere', () => {
    const path = newPath();
    symlinkSync('nowhere', path);
    expect(() => writeNewFile(path, ['a\n'])).toThrow('is there already');
    expect(readlinkSync(path)).toBe('nowhere');
  });

  it('replaces nothing that was made while it was writing', () => {
    const path = newPath();
    function* pieces() {
      yield 'a\n';
      writeFileSync(path, 'of somebody else');
    }
    expect(() => writeNewFile(path, pieces())).toThrow('is there already');
    expect(readFileSync(path, 'utf8')).toBe('of somebody else');
    expect(existsSync(`${path}.part`)).toBe(false);
  });

  it('leaves nothing behind when the pieces end in an error, which stays as it is', () => {
    const path = newPath();
    const problem = new Error('the database is damaged');
    // biome-ignore lint/correctness/useYield: it fails before the first piece
    function* pieces(): Generator<string> {
      throw problem;
    }
    expect(() => writeNewFile(path, pieces())).toThrow(problem);
    expect([path, `${path}.part`].filter((file) => existsSync(file))).toEqual([]);
  });

  it('names the file when its folder is not there', () => {
    const path = join(newPath(), 'users.csv');
    expect(() => writeNewFile(path, ['a'])).toThrow(
      /users\.csv" cannot be written: its folder does not exist; make the folder$/,
    );
  });
});

describe('writeNewPicture', () => {
  it('leaves no part of a picture that cannot be written', () => {
    const path = join(temporaryFolder(), '1001.jpg');
    const unwritable = {} as Uint8Array;
    expect(() => writeNewPicture(path, unwritable)).toThrow(TypeError);
    expect(existsSync(path)).toBe(false);
    writeNewPicture(path, Buffer.from('jpeg'));
    expect(readFileSync(path, 'utf8')).toBe('jpeg');
  });

  it('replaces nothing', () => {
    const path = join(temporaryFolder(), '1001.jpg');
    writeFileSync(path, 'of somebody else');
    expect(() => writeNewPicture(path, Buffer.from('jpeg'))).toThrow('is there already');
    expect(readFileSync(path, 'utf8')).toBe('of somebody else');
  });
});

describe('flushPictures', () => {
  it('names a picture that is gone before it is on the disk', () => {
    const folder = temporaryFolder();
    const path = join(folder, '1001.jpg');
    writeNewPicture(path, Buffer.from('jpeg'));
    flushPictures(folder, [path]);
    rmSync(path);
    expect(() => flushPictures(folder, [path])).toThrow(
      '1001.jpg" cannot be written: it does not exist',
    );
  });
});
