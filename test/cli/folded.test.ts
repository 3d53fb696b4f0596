import { describe, expect, it } from 'vitest';
import { folded } from '../../src/cli/folded.js';
import { memoryIo } from '../support/main.js';

function onTerminal(text: string, columns: number): string {
  const io = memoryIo({ cwd: '/' });
  return folded(text, { stdout: Object.assign(io.stdout, { isTTY: true, columns }) });
}

describe('a text that is wider than the terminal', () => {
  it('is broken between words, and goes on below its own beginning', () => {
    const text = 'Failed 1\n    row 4, E1003.jpg: the face comes under other user IDs\n';
    expect(onTerminal(text, 40)).toBe(
      'Failed 1\n    row 4, E1003.jpg: the face comes\n      under other user IDs\n',
    );
  });

  it('counts the places of characters that take two', () => {
    expect(onTerminal('写真 写真 写真', 9)).toBe('写真 写真\n  写真');
  });

  it('keeps a word that is longer, and a command, in one piece', () => {
    const command = 'Correct its rows, then: faceenroll import-csv users.errors.csv --db faces.db';
    expect(onTerminal(command, 40)).toBe(command);
    expect(onTerminal(`a ${'b'.repeat(50)} c`, 40)).toBe(`a\n  ${'b'.repeat(50)}\n  c`);
  });

  it('is left alone where it is piped, and where the terminal does not know its width', () => {
    const text = 'x '.repeat(100);
    expect(folded(text, memoryIo({ cwd: '/' }))).toBe(text);
    expect(onTerminal(text, 0)).toBe(text);
  });
});
