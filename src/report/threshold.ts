import type { MatchThreshold } from '../domain/identification.js';
import { printable } from '../domain/text.js';

/**
 * A threshold and what it means, in at most 80 columns. `happens` says of what the rate is:
 * 'a false alarm in {rate} searches'.
 */
export function thresholdText({ similarity, rate, measuredOn }: MatchThreshold, happens: string) {
  const threshold = `Threshold ${similarity.toFixed(4)}`;
  if (rate === undefined) return wrapped(`${threshold}; what it means was not measured.`);
  const basis = measuredOn === undefined ? '' : `; measured on ${printable(measuredOn)}`;
  return wrapped(`${threshold}: ${happens.replace('{rate}', share(rate))}${basis}.`);
}

/** "one of 1,000", "37 of 100". */
function share(rate: number): string {
  if (rate > 0.1) return `${Math.round(rate * 100)} of 100`;
  return `one of ${Number((1 / rate).toPrecision(3)).toLocaleString('en-US')}`;
}

const COLUMNS = 80;

/** Breaks a text at its spaces; a longer word has a line of its own. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].join('\n');
}
