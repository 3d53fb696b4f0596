import { quoted } from './text.js';

/**
 * A value of whatever kind, for a message: what it is, where its text would not tell. Nothing
 * of an object is read or called: it may be anything.
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
