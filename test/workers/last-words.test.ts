import { expect, it } from 'vitest';
import { LastWords } from '../../src/workers/last-words.js';

function after(text: string): string {
  const words = new LastWords();
  words.add(Buffer.from(text));
  return words.after('exit code 1');
}

it('are the last line that names a cause', () => {
  expect(after('warning\nError: broken\n    at run (a.js:1)\nNode.js v24.0.0\n')).toBe(
    'exit code 1: Error: broken',
  );
  expect(after('')).toBe('exit code 1');
});

it('are no lines of signs alone', () => {
  const fatal =
    '#\n# Fatal error in V8\n#\n----- Native stack trace -----\n\n 1: 0x9dde61 [node]\n';
  expect(after(fatal)).toBe('exit code 1: Fatal error in V8');
});

it('are what ran out, whatever was said after that', () => {
  const files =
    "Error: EMFILE: too many open files, open 'a'\n    at open\n  errno: -24,\n}\nbye\n";
  expect(after(files)).toMatch(/^exit code 1: Error: EMFILE: too many open files/);
});
