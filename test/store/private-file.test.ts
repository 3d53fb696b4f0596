import { spawnSync } from 'node:child_process';
import fs, {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { PrivateFile, writePrivateFile } from '../../src/store/private-file.js';
import { temporaryFolder } from '../support/cli.js';

const newPath = () => join(temporaryFolder(), 'faces.csv');
const beside = (path: string) => readdirSync(dirname(path)).sort();

const original = { fsyncSync: fs.fsyncSync, openSync: fs.openSync, renameSync: fs.renameSync };

afterEach(() => {
  Object.assign(fs, original);
  syncBuiltinESMExports();
});

/** What is asked of the disk from now on, in order. */
function watched(): readonly string[] {
  const seen: string[] = [];
  const names = new Map<number, string>();
  fs.openSync = (path, ...more) => {
    const file = original.openSync(path, ...more);
    names.set(file, basename(String(path)));
    return file;
  };
  fs.fsyncSync = (file) => {
    seen.push(`flush ${names.get(file)}`);
    original.fsyncSync(file);
  };
  fs.renameSync = (from, to) => {
    seen.push(`rename ${basename(String(from))} to ${basename(String(to))}`);
    original.renameSync(from, to);
  };
  syncBuiltinESMExports();
  return seen;
}

/** Makes a call of the system fail from now on. */
function failing(call: 'fsyncSync' | 'renameSync', code: string): void {
  fs[call] = () => {
    throw Object.assign(new Error(`${code}: no`), { code, syscall: 'fsync' });
  };
  syncBuiltinESMExports();
}

describe.each([
  ['in place of what is there', {}],
  ['that is new', { isNew: true }],
  ['of many', { isNew: true, isFlushedLater: true }],
])('a private file %s', (_, how) => {
  it('holds all pieces, for its owner alone', () => {
    const path = newPath();
    writePrivateFile(path, ['a', Buffer.from('b')], how);
    expect(readFileSync(path, 'utf8')).toBe('ab');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(beside(path)).toEqual(['faces.csv']);
  });

  it('is never seen in parts under its name', () => {
    const path = newPath();
    const seen: (string | undefined)[] = [];
    function* pieces() {
      for (const piece of ['a', 'b']) {
        seen.push(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
        yield piece;
      }
    }
    writePrivateFile(path, pieces(), how);
    expect(seen).toEqual('isNew' in how ? ['', ''] : [undefined, undefined]);
  });

  it('takes nothing over from one that a killed process left', () => {
    const path = newPath();
    writeFileSync(`${path}.part`, 'much longer than the new one', { mode: 0o644 });
    writePrivateFile(path, ['a'], how);
    expect(readFileSync(path, 'utf8')).toBe('a');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('follows no link that lies where it is written', () => {
    const path = newPath();
    const victim = join(temporaryFolder(), 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, `${path}.part`);
    writePrivateFile(path, ['a'], how);
    expect([victim, path].map((file) => readFileSync(file, 'utf8'))).toEqual(['precious', 'a']);
  });

  it.each(['fsyncSync', 'renameSync'] as const)('leaves nothing when %s fails', (call) => {
    if ('isFlushedLater' in how && call === 'fsyncSync') return;
    const path = newPath();
    failing(call, 'ENOSPC');
    expect(() => writePrivateFile(path, ['a'], how)).toThrow('ENOSPC');
    expect(beside(path)).toEqual([]);
  });

  it('leaves nothing when its pieces end in an error, when it is given up, or refused at the end', () => {
    const path = newPath();
    function* pieces() {
      yield 'a';
      throw new Error('the database is damaged');
    }
    expect(() => writePrivateFile(path, pieces(), how)).toThrow('the database is damaged');
    const onWhole = () => {
      throw new Error('no more');
    };
    expect(() => writePrivateFile(path, ['a'], { ...how, onWhole })).toThrow('no more');
    const given = new PrivateFile(path, how);
    given.write('a');
    given.discard();
    expect(beside(path)).toEqual([]);
    expect(() => given.write('b')).toThrow('is not being written');
  });

  it('leaves nothing when its part cannot be made', () => {
    const path = newPath();
    mkdirSync(`${path}.part`);
    expect(() => writePrivateFile(path, ['a'], how)).toThrow();
    expect(beside(path)).toEqual(['faces.csv.part']);
  });
});

describe('what has the name', () => {
  it('is replaced, a link as such', () => {
    const path = newPath();
    const victim = join(temporaryFolder(), 'victim');
    writeFileSync(victim, 'precious');
    symlinkSync(victim, path);
    writePrivateFile(path, ['a']);
    expect(lstatSync(path).isSymbolicLink()).toBe(false);
    expect(readFileSync(victim, 'utf8')).toBe('precious');
  });

  it('stays as it was when what comes in its place fails', () => {
    const path = newPath();
    writeFileSync(path, 'old');
    failing('renameSync', 'EACCES');
    expect(() => writePrivateFile(path, ['a'])).toThrow('EACCES');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(beside(path)).toEqual(['faces.csv']);
  });

  it('stays where the file is to be new, even a link to nowhere', () => {
    const path = newPath();
    symlinkSync('nowhere', path);
    writeFileSync(`${path}.part`, 'of another process that has the name');
    expect(() => writePrivateFile(path, ['a'], { isNew: true })).toThrow('EEXIST');
    expect(readlinkSync(path)).toBe('nowhere');
    expect(readFileSync(`${path}.part`, 'utf8')).toBe('of another process that has the name');
  });
});

describe('what is on the disk', () => {
  it('is the file before it gets its name, then the name', () => {
    const path = newPath();
    const seen = watched();
    writePrivateFile(path, ['a'], { isNew: true });
    expect(seen).toEqual([
      ...['flush faces.csv.part', 'rename faces.csv.part to faces.csv'],
      `flush ${basename(dirname(path))}`,
    ]);
  });

  it('is nothing yet where the caller flushes later', () => {
    const seen = watched();
    writePrivateFile(newPath(), ['a'], { isFlushedLater: true });
    expect(seen).toEqual(['rename faces.csv.part to faces.csv']);
  });

  it('is the file alone where the system flushes no folders', () => {
    const path = newPath();
    fs.fsyncSync = (file) => {
      if (fs.fstatSync(file).isDirectory()) throw Object.assign(new Error(), { code: 'EINVAL' });
    };
    syncBuiltinESMExports();
    writePrivateFile(path, ['a']);
    expect(readFileSync(path, 'utf8')).toBe('a');
  });

  it('is the file alone where its folder may be written and not read', () => {
    const path = newPath();
    fs.openSync = (file, ...more) => {
      if (file === dirname(path)) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
      return original.openSync(file, ...more);
    };
    syncBuiltinESMExports();
    writePrivateFile(path, ['a']);
    expect(readFileSync(path, 'utf8')).toBe('a');
  });

  it('is an error where the disk fails under the folder, and the file stays', () => {
    const path = newPath();
    fs.fsyncSync = (file) => {
      if (fs.fstatSync(file).isDirectory()) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    };
    syncBuiltinESMExports();
    expect(() => writePrivateFile(path, ['a'], { isNew: true })).toThrow('EIO');
    expect(readFileSync(path, 'utf8')).toBe('a');
  });
});

describe('a private file whose name several processes may write', () => {
  const how = { isShared: true };

  it('has its name when it is whole, and no other before', () => {
    const path = newPath();
    const seen: boolean[] = [];
    writePrivateFile(path, ['a'], { ...how, onWhole: () => seen.push(existsSync(path)) });
    expect(seen).toEqual([false]);
    expect(readFileSync(path, 'utf8')).toBe('a');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(beside(path)).toEqual(['faces.csv']);
  });

  it('replaces nothing that another process has put there meanwhile', () => {
    const path = newPath();
    const onWhole = () => writeFileSync(path, 'of another');
    expect(() => writePrivateFile(path, ['a'], { ...how, onWhole })).toThrow('EEXIST');
    expect(readFileSync(path, 'utf8')).toBe('of another');
    expect(beside(path)).toEqual(['faces.csv']);
  });

  it('removes what killed processes have left of it, and nothing of living ones', () => {
    const path = newPath();
    const { pid } = spawnSync('true');
    for (const other of [pid, process.ppid]) writeFileSync(`${path}.${other}.part`, 'half');
    writePrivateFile(path, ['a'], how);
    expect(beside(path)).toEqual(['faces.csv', `faces.csv.${process.ppid}.part`]);
  });
});

it('a private file that another process begins to write meanwhile is not published in parts', () => {
  const path = newPath();
  const file = new PrivateFile(path);
  file.write('mine');
  const other = new PrivateFile(path);
  other.write('ot');
  expect(() => file.finish()).toThrow('another process writes');
  expect(existsSync(path)).toBe(false);
  other.write('her');
  other.finish();
  expect(readFileSync(path, 'utf8')).toBe('other');
});
