import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { databaseProblem, systemProblem, writeProblem } from '../../src/domain/system-problem.js';
import { tooLittle } from '../../src/domain/too-little.js';

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

it.each([
  ['ELOOP', 'its links lead in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['EACCES', 'permission denied'],
  ['EISDIR', 'it is a folder'],
  ['EMFILE', 'ulimit -n'],
  ['ENOMEM', 'too little memory'],
])('%s is told in words', (code, words) => {
  const problem = systemProblem(systemError(code, `${code}: whatever, open '/a'`));
  expect(problem).toContain(words);
  expect(problem).not.toContain('/a');
});

it('an error without words of ours is told as the system says it, without the path', () => {
  const error = systemError('EXDEV', "EXDEV: cross-device link not permitted, rename '/a' -> '/b'");
  expect(systemProblem(error)).toBe('cross-device link not permitted (EXDEV)');
});

it('any other error is told in one line that is not too long', () => {
  const broken = `{\n "a": x,\n "long": "${'y'.repeat(5000)}"}`;
  const problem = (() => {
    try {
      return JSON.parse(broken);
    } catch (error) {
      return systemProblem(error);
    }
  })();
  expect(problem).toMatch(/^Unexpected token/);
  expect(problem).not.toMatch(/[\n\\]/);
  expect(systemProblem(new Error('z'.repeat(5000))).length).toBeLessThan(300);
  expect(systemProblem(undefined)).toBe('undefined');
  expect(systemProblem(new Error('a\u001b[31m'))).toBe('a\\u001b[31m');
});

it('a true error of the system is told in words', () => {
  try {
    readFileSync('/');
  } catch (error) {
    expect(systemProblem(error)).toBe('it is a folder');
  }
  expect.assertions(1);
});

it.each([
  ['RangeError: Array buffer allocation failed', 'memory'],
  ['std::bad_alloc', 'memory'],
  ['ERR_WORKER_INIT_FAILED', 'memory'],
  ['lib.node: failed to map segment from shared object', 'memory'],
  ['# Fatal process out of memory: Zone', 'memory'],
  ['SQLITE_NOMEM out of memory', 'memory'],
  ['EMFILE: too many open files', 'open files'],
  ['spawn EMFILE', 'open files'],
  ['Load model from a.onnx failed:system error number 24', 'open files'],
  ['Load model from a.onnx failed:system error number 12', 'memory'],
])('%s is for want of %s', (text, what) => {
  expect(tooLittle(text)).toContain(what);
});

it.each(['ENOENT: no such file', 'Segmentation fault', ''])('%j is for want of nothing', (text) => {
  expect(tooLittle(text)).toBeUndefined();
});

it.each([
  ['ENOSPC', 'the disk is full; free some space, or name another file'],
  ['SQLITE_FULL', 'the disk is full; free some space, or name another file'],
  ['EDQUOT', 'your disk quota is used up; free some space, or name another file'],
  ['ENOENT', 'its folder does not exist; make the folder, or name another file'],
  ['EACCES', 'its folder cannot be written; check the permissions, or name another file'],
  ['EROFS', 'its disk is read-only; name another file'],
  [
    'EFBIG',
    'the system limits the size of files (ulimit -f); raise the limit, or name another file',
  ],
  ['EMFILE', 'too few open files are allowed; raise the limit, as with "ulimit -n 1024"'],
  ['EXDEV', 'cross-device link not permitted (EXDEV); name another file'],
])('%s of a file to be written is told with what to do', (code, words) => {
  const error = systemError(code, "EXDEV: cross-device link not permitted, rename '/a' -> '/b'");
  expect(writeProblem(error, 'name another file')).toBe(words);
  const [what] = words.split('; ');
  expect(writeProblem(error).startsWith(what ?? '?')).toBe(true);
  expect(writeProblem(error)).not.toContain('name another file');
});

it.each([
  ['EACCES', 'it cannot be written; check the permissions, or name another file'],
  [
    'SQLITE_READONLY_DIRECTORY',
    'it cannot be written; check the permissions, or name another file',
  ],
  ['ENOENT', 'its folder does not exist; make the folder, or name another file'],
  ['SQLITE_IOERR_SHMSIZE', 'the disk is full; free some space, or name another file'],
  [
    'SQLITE_IOERR_WRITE',
    'it, or a file next to it, cannot be read or written; check the disk, or name another file',
  ],
  ['SQLITE_ERROR', undefined],
  ['constructor', undefined],
])('%s of a database is told with what to do', (code, words) => {
  expect(databaseProblem(systemError(code, code), 'name another file')).toBe(words);
});
