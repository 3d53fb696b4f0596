import stringWidth from 'string-width';
import type { Io } from './io.js';

/** Deeper than the line that goes on. */
const INDENT = '  ';

/**
 * A text for a terminal: lines that do not fit are broken between words, since the terminal would
 * break within one. A command stays in one line, to be copied; so does all that is no terminal's.
 */
export function folded(text: string, { stdout }: Pick<Io, 'stdout'>): string {
  const { isTTY, columns } = stdout;
  // A terminal that does not know its width says 0.
  if (!isTTY || !columns) return text;
  const lines = text
    .split('\n')
    .map((line) => (isFolded(line, columns) ? fold(line, columns) : line));
  return lines.join('\n');
}

function isFolded(line: string, columns: number): boolean {
  return stringWidth(line) > columns && !line.includes(': faceenroll ');
}

function fold(line: string, columns: number): string {
  const [margin = ''] = /^ */.exec(line) ?? [];
  const lines: string[] = [];
  for (const word of line.slice(margin.length).split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && stringWidth(`${last} ${word}`) <= columns) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`${margin}${lines.length === 0 ? '' : INDENT}${word}`);
  }
  return lines.join('\n');
}
