import { quoted } from './text.js';

/**
 * Any value, for a message: its text or, if that says nothing, its type. Reads and calls nothing of
 * an object, which may be anything.
 */
export function shownValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'function':
      return 'a function';
    case 'symbol':
      return 'a symbol';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? 'a list' : 'an object';
    case 'bigint':
      return `${value}n`;
    default:
      return String(value);
  }
}
