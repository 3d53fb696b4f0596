import { describe, expect, it } from 'vitest';
import { type EachPrinter, printEach } from '../../src/cli/print-each.js';
import { memoryIo } from '../support/main.js';

const PRINTER: EachPrinter<number> = {
  head: () => 'Numbers:',
  text: (n) => `the number ${n}`,
  json: (n) => ({ n }),
  isGood: (n) => n > 0,
};

describe('results that come one by one', () => {
  it('are printed each before the next one is asked for, below their head', async () => {
    const io = memoryIo({ cwd: '/' });
    const printed: string[] = [];
    async function* results() {
      printed.push(io.written('stdout'));
      yield 1;
      printed.push(io.written('stdout'));
      yield 2;
    }
    await printEach(io, false, results(), PRINTER);
    expect(printed).toEqual(['Numbers:\n', 'Numbers:\nthe number 1\n']);
    expect(io.written('stdout')).toBe('Numbers:\nthe number 1\nthe number 2\n');
  });

  it('are one object a line as JSON, without the head', async () => {
    const io = memoryIo({ cwd: '/' });
    async function* results() {
      yield* [1, 2];
    }
    await printEach(io, true, results(), PRINTER);
    expect(io.written('stdout')).toBe('{"n":1}\n{"n":2}\n');
  });

  it.each([
    [[1, 2], 0],
    [[1, -1, 2], 3],
    [[], 0],
  ])('of %j end with %d', async (numbers, code) => {
    async function* results() {
      yield* numbers;
    }
    expect(await printEach(memoryIo({ cwd: '/' }), false, results(), PRINTER)).toBe(code);
  });
});
